/**
 * Ordinary queries about many things, in the words and lengths in which people ask. No single archive shows more than
 * some of them, so the best similarities that they reach tell what chance looks like; see {@link ./background.ts}.
 */
export const backgroundQueries: readonly string[] = `
a submarine under the ice; a chess tournament; a surgeon in an operating room; penguins on an iceberg
a violin lying on a chair; a traffic jam at night; a wedding cake with candles; people voting in an election
a volcano erupting; a hand drawing with a pencil; an airport runway from above; a microscope view of cells
a cowboy with a lasso; a spider in its web; a subway train arriving; a man shaving his beard
a child blowing soap bubbles; a bridge in the fog; a laptop on a desk; a woman playing the harp
boxers in a ring; a desert with camels; an astronaut in space; a chef tossing a pizza
a waterfall in the jungle; a library full of books; a fire truck with flashing lights; a girl on a swing
a potter shaping clay; a flock of sheep on a road; a helicopter landing; a crowd at a football match
a baby being fed with a spoon; an old typewriter; a hot air balloon festival; a snake swallowing an egg
a man climbing a ladder; ballet dancers on a stage; a tractor ploughing a field; fireworks over a river
an escalator in a shopping mall; a diver among corals; a lightning storm; a barber cutting hair
a horse race; a lighthouse on a cliff; somebody typing on a phone; a wolf howling at the moon
a windmill and tulips; a skateboarder on a ramp; a courtroom with a judge; a woman knitting a scarf
a swimming pool with lanes; an owl turning its head; a bakery window with bread; soldiers marching in a parade
a car being washed; a graduation ceremony; a fishing net full of fish; a dentist with a patient
a robot arm welding; a mouse eating cheese; an ice hockey goal; a beehive with bees
a ferry leaving the port; a newspaper printing press; a girl brushing her teeth; an empty football stadium
a tornado over a farm; a man tying a tie; a squirrel on a bird feeder; a church organ
a police car chase; a beach at sunset; a man chopping firewood; a magician with playing cards
a tram in an old town; a woman watering plants; an x-ray of a hand; a frog jumping into a pond
a construction crane; a candle being blown out; a rowing team; people dancing at a party
a satellite dish; a man reading a map; a turtle crossing a road; a glass of water being filled
a snow plough at work; a telescope dome at night; a clown juggling; a bowl of soup
a cat sleeping on a sofa; a man fixing a bicycle; a kite in the sky; an aquarium with jellyfish
a teacher at a blackboard; an orange on a table; a spinning carousel; a woman putting on lipstick
a dog catching a stick; a stone wall with moss; a man playing the trumpet; a rocket on its launch pad
a forest path in autumn; a cup of coffee with steam; a shark near a boat; a marathon finish line
an excavator digging a hole; a baby elephant; a piano keyboard; a bus stopping at a bus stop
a man lifting weights; a rose in the rain; a motorbike race; an open suitcase on a bed
A man carries a mattress up a narrow staircase.; A girl scoops sand into a bucket and turns it over.
Two nurses push a trolley through swinging doors.; A chef slices onions so fast that his knife blurs.
A farmer drives his tractor across a muddy field at dawn.; An old woman counts coins at a market stall.
A boy throws a paper plane out of a classroom window.; A couple argue in a parked car while it rains.
A woman in a lab coat pours a blue liquid into a tube.
Three teenagers take a picture of themselves in front of a fountain.
A man wipes the counter of an empty bar and turns off the lights.
The referee shows a red card and the players protest.; A mechanic rolls out from under a truck and wipes his hands.
A little girl in a tutu twirls until she falls over.; The audience rises and applauds as the curtain falls.
A man with a backpack looks at the departures board and starts to run.
A mother ties her son's shoelaces outside a school gate.; Workers in yellow vests lower a pipe into a trench.
A grandfather teaches a child how to fish from a jetty.
A woman jogs past a row of parked bicycles with headphones on.
A man reads a newspaper on a bench while pigeons walk around his feet.
Someone stirs a pot of tomato sauce and tastes it.; A group of tourists follow a guide with a raised umbrella.
Two men play table tennis in a basement.; A skier loses a ski and slides down the rest of the slope.
The camera flies over a dense forest towards a lake.; A cook tosses vegetables in a flaming wok.
A bride and her friends pose on the steps of a town hall.
A runner collapses after crossing the line and is covered with a blanket.
A woman in a red dress walks down a long corridor and opens a door.
A dog shakes the water off its coat in slow motion.; A child presses her nose against the glass of a toy shop.
A gardener digs up a bush and puts it into a wheelbarrow.; A man plays chess against himself in a park.
The train leaves the station while a woman waves from the platform.; A potter's wheel spins and the bowl collapses.
A businesswoman signs a contract and shakes hands across the table.
A sailor climbs the mast and looks at the horizon.; A musician tunes his banjo and nods to the drummer.
A cyclist repairs a puncture at the side of the road.; A woman cuts a loaf of bread and spreads jam on a slice.
A man in a suit gives a talk in front of a large screen.; Soldiers crawl through the mud under barbed wire.
A barista draws a leaf into the foam of a cappuccino.; A family unpack their shopping in the kitchen.
A hand strikes a match and lights a stove.; Somebody ties a knot in a climbing rope.
A painter mixes green and white on a palette.; A judge enters and everybody in the room stands up.
A bulldozer pushes rubble into a heap.; A baby takes its first steps towards its father.
A man jumps over a fence and runs away from a bull.; A flight attendant shows how to put on the life vest.
A bird builds a nest from twigs under the eaves.; A sculptor hits the marble with a chisel.
A violinist breaks a string in the middle of a concert.; The wind blows a plastic bag across an empty car park.
A girl waters the flowers on a balcony and hums.; A drone lifts a parcel off the ground.
Two boxers touch gloves before the first round.; A woman with short hair laughs at something on her phone.
A man in a hoodie walks under an underpass at night.; An elderly couple dance slowly in a living room.
A lorry gets stuck under a low bridge.; A kid builds a tower of blocks and knocks it over.
A young man shaves his head in front of a bathroom mirror.; People in white shirts raise their hands in prayer.
A cat knocks a glass off a shelf.; A swimmer touches the wall and looks up at the clock.
A magician pulls a rabbit out of a hat.; A worker counts boxes in a warehouse.; somebody washing the dishes
someone opening a letter; a person entering a code at a door; people getting out of a taxi
two friends hugging at an airport; a crowd waiting at a crossing; children holding hands in a circle
a man crying in the rain; a woman laughing out loud; a person asleep at a desk; people clapping in a theatre
someone climbing over a wall; a team celebrating a win; a man shouting into a megaphone; a woman whispering to a child
a boy blowing a whistle; a girl braiding her hair; someone putting on boots; people carrying a canoe
a person folding paper; hands kneading clay; hands typing on a keyboard; feet on a pedal; a close-up of an eye
a face behind a window; a shadow on a wall; a silhouette against the light; an interview with an expert
a news anchor at her desk; a title in white letters on black; a bar chart with rising numbers; a map with arrows
a cartoon of a fox; a hand-drawn diagram; a screen recording of a program; a video game with a racing car
grainy footage of a street from the 1920s; black and white pictures of a war; a time-lapse of clouds
a time-lapse of traffic at night; slow motion of a splash; an aerial view of a coastline
an underwater shot of a wreck; a view from a train window; a view through binoculars
a shaky hand-held shot of a concert; a camera moving through an empty house; a tracking shot along a bookshelf
a sunset behind palm trees; morning mist over a meadow; heavy rain on a window; hail on a tin roof
snow falling in front of a lantern; a rainbow over a valley; waves hitting a breakwater; ice melting in a stream
a dry river bed; a cave with stalactites; a glacier calving; sand dunes; a bamboo grove; an orchard in bloom
a field of sunflowers; a birch wood in winter; a swamp with lily pads; a stony mountain path; a cliff above the sea
a volcanic crater; a city skyline from a hill; a narrow alley with laundry; a market with spices
a car park from above; a motorway junction; a petrol station at night; a level crossing; an abandoned factory
a power station with cooling towers; a wind farm; solar panels on a roof; a dam with its gates open
a building site with scaffolding; a castle on a rock; a mosque with two minarets; a pagoda; a medieval square
an underground car park; an office with empty desks; a waiting room; a hotel lobby; a bathroom with white tiles
an attic full of boxes; a garage with tools on the wall; a child's bedroom with a bunk bed; a greenhouse in winter
a laboratory bench; a server room; a classroom with a globe; a gym with weights; a sauna; a museum with dinosaur bones
a gallery with abstract paintings; a recording studio; a stage with red curtains; a restaurant terrace; a canteen
a bakery oven; a wine cellar; a pharmacy; a flower shop; a flea market; a playground with a climbing frame
a cemetery in the fog; an ice rink; a velodrome; a racecourse; a shooting range; a golf cart; a fork-lift truck
a cable car; a sledge pulled by dogs; a rickshaw; a vintage car; a convertible on a coast road; a lorry with a trailer
a scooter in a side street; a bicycle lane; a rowing boat on a pond; a catamaran; a tug boat; a seaplane; a glider
a space station; a parachute opening; a drone over a roof; a compass and a map; a pocket watch; a pair of scissors
a sewing machine; a hammer and nails; a spirit level; a paintbrush in a jar; a stack of plates; a kettle whistling
a toaster with two slices; a frying pan with bacon; a blender with fruit; a cutting board with herbs
a plate of oysters; a fondue; a slice of cheesecake; a bowl of rice with chopsticks; a basket of mushrooms
a jar of honey; a box of chocolates; a carton of milk; a bottle being uncorked; a lemon being squeezed
a coconut being opened; garlic on a string; a cake coming out of the oven; a vase with tulips; a chandelier
a mirror with a golden frame; a rocking chair; a grandfather clock; a doll's house; a teddy bear on a shelf
a toy train on its track; a globe on a desk; a stamp collection; a typewritten letter; a passport being stamped
a stethoscope; a thermometer; a plaster cast on a leg; a hearing aid; a pair of glasses on a book; a wedding ring
a leather boot; a straw hat; a kimono; a diving mask; a bicycle helmet; a fire extinguisher; a traffic cone
a road sign; a letterbox; a lamp post; a manhole cover; a dustbin; a park bench; a wheelbarrow; a garden hose
a scarecrow; a beehive in an orchard; a bird of prey on a post; a parade of geese; a hen with chicks
a lamb drinking from a bottle; a foal next to its mother; a bull in a field; a dog with a ball in its mouth
a dog asleep by the fire; a greyhound race; a kitten with a ball of wool; a cat in a cardboard box
a tortoise eating lettuce; an iguana; a chameleon on a twig; a toad; a jellyfish; a sea horse; a shoal of sardines
an otter on its back; a seagull stealing chips; a stork on a chimney; a hummingbird at a flower; a moth around a lamp
a snail on a wet stone; an earthworm; a ladybird on a finger; a dragonfly above a pond; a gorilla behind glass
a panda with bamboo; a tiger in tall grass; a leopard in a tree; a rhino with a bird on its back; a bison in the snow
a reindeer; a wild boar; a squirrel with a nut; a mole coming out of the earth`
  .split(/[;\n]/)
  .map((query) => query.trim())
  .filter(Boolean);
