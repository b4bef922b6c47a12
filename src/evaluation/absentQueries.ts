/**
 * Two hundred things that neither the samples nor the usual set of real clips show, said as people search: single
 * nouns, phrases, sentences, actions, places. None is in the background bank, so none has shaped what it is judged by.
 */
export const absentQueries: readonly string[] = `
a giraffe drinking at a waterhole
an elephant spraying itself with dust
zebras crossing a river
a crocodile on a mud bank
kangaroos hopping through the outback
a polar bear with her cubs
a peacock spreading its tail
a hedgehog rolled up in a ball
a bat hanging upside down in a cave
a lion chasing an antelope
a hippo yawning in the water
flamingos standing in a lake
an ostrich running
a pig in the mud
a rooster crowing on a fence
cows being milked
a farmer shearing a sheep
a donkey carrying sacks
goats climbing a cliff
a hamster in its wheel
a caterpillar on a leaf
a scorpion on the sand
a whale breaching next to a boat
dolphins jumping in front of the bow
an octopus changing its colour
a crab walking sideways
a lobster on a plate
somebody feeding ducks at a pond
swans gliding over the water
an eagle catching a fish
a woodpecker hammering on a trunk
a fox sneaking through the snow at night
a raccoon in the rubbish bin
a beaver building a dam
a surfer inside a barrel wave
a water skier behind a speedboat
kayaks in white water
a gondola in Venice
a cargo ship full of containers
a sinking ship
an oil rig in a storm
a cruise ship at the pier
somebody diving from a ten metre platform
a water polo match
a baseball batter hitting a home run
a cricket bowler
a rugby scrum
an American football touchdown
a golfer putting on the green
an archer aiming at a target
fencers in white suits
a sumo wrestling bout
a gymnast on the balance beam
a pole vaulter clearing the bar
sprinters leaving the starting blocks
a bobsleigh in the ice channel
a figure skater doing a pirouette
a snowboarder in a half-pipe
rock climbers on an overhang
someone bungee jumping from a bridge
skydivers holding hands
a trapeze artist in a circus tent
a bullfight
people playing bowling
a game of billiards
a dart hitting the bullseye
somebody rolling dice in a casino
a roulette table
friends playing video games with controllers
an old couple playing dominoes
a Rubik's cube being solved
children in a sandpit
kids sliding down a water slide
a roller coaster loop
bumper cars at the fair
a Ferris wheel at dusk
a puppet theatre
a Christmas tree with presents
children hunting Easter eggs
a pumpkin carved for Halloween
a bride throwing her bouquet
a couple exchanging wedding rings
a priest baptising a baby
monks chanting in a temple
a minister giving a speech in parliament
protesters with banners
a president shaking hands
a reporter in front of the White House
a cashier scanning groceries
someone withdrawing money from a cash machine
a hairdresser colouring hair
a tattoo artist at work
a tailor measuring a jacket
a shoemaker repairing a heel
a blacksmith hammering hot iron
a glassblower shaping a vase
a carpenter sawing a plank
bricklayers building a wall
a painter rolling paint on a ceiling
miners coming out of a shaft
a logging truck
a combine harvester in a wheat field
workers picking grapes in a vineyard
a greenhouse full of tomatoes
a fisherman casting a rod
a butcher cutting sausages
a sushi chef rolling rice
a barbecue with burgers
somebody peeling potatoes
eggs frying in butter
pouring maple syrup over waffles
a bartender shaking a cocktail
noodles being pulled by hand
ironing a shirt
a washing machine spinning
vacuuming the stairs
a woman hanging laundry on a line
an X-ray machine at the airport
a passenger plane taking off
a pilot in the cockpit
a stewardess serving drinks
an aircraft carrier
a building collapsing in an earthquake
a village under flood water
a forest fire at night
an avalanche rolling down a slope
a sandstorm over pyramids
the Eiffel tower
the Statue of Liberty
the Great Wall of China
the Colosseum in Rome
a geyser shooting up
northern lights
a solar eclipse
a rover on Mars
a university lecture hall
students taking an exam
a chemist with a bubbling flask
a nurse giving an injection
an ambulance arriving at an accident
a blood sample under a centrifuge
a guide dog leading a blind man
a detective dusting for fingerprints
a prisoner in handcuffs
a sword fight on a pirate ship
a dragon breathing fire
a flying saucer above a cornfield
a mermaid combing her hair
an orchestra with its conductor
a DJ at a turntable
bagpipers in kilts
a saxophone solo in a smoky bar
a flamenco dancer with castanets
Two men argue about a parking ticket beside their dented van.
A woman parallel parks a red convertible in front of a hotel.
The goalkeeper dives to the left and saves the penalty.
A nurse pushes an old lady in a bed along a hospital corridor.
A teenager blows out the candles on a birthday cake while his friends clap.
A man in a hard hat drills a hole into a concrete wall.
A waiter drops a tray full of plates in a crowded restaurant.
Firefighters break down a door and carry a man out of the smoke.
An old man feeds pigeons on a bench in front of a cathedral.
A group of scouts pitches a tent beside a lake in the rain.
Somebody solves an equation on a whiteboard and underlines the result.
A mother reads a bedtime story to her twins.
A postman pushes letters through a letterbox and is chased by a goose.
Passengers with luggage wait at a conveyor belt.
A girl in a yellow raincoat jumps into a puddle.
The bride walks down the aisle on her father's arm.
A man falls asleep on a train and misses his stop.
A gardener trims a hedge into the shape of a swan.
An archaeologist brushes the dust off a skull.
A vet bandages the leg of a pony.
Two boys build a raft out of barrels and rope.
A woman tries on hats in front of a mirror.
A street artist sprays a mural on a garage door.
The judge bangs his gavel and the defendant starts to cry.
A shepherd leads his flock through a gate.
A hiker crosses a rope bridge over a gorge.
Children queue for ice cream at a van.
A thief climbs out of a window with a painting under his arm.
A scientist in a white coat looks at a rat in a maze.
A man opens an umbrella and the wind turns it inside out.
people rowing a dragon boat
what a sloth does in a tree
show me a tarantula
footage of a hurricane from space
when does the goat eat the hat
somebody changing a flat tyre
close-up of a mosquito biting
time-lapse of a decaying apple core
aerial view of a container terminal
slow motion of a bursting water balloon
black and white film of a tramp with a cane
a cartoon mouse steering a steamboat
a stop-motion clay figure eating cheese
an animated map of Napoleon's march
a diagram of the human heart
the credits of a western
a man with a falcon on his glove
`
  .split("\n")
  .filter(Boolean);
