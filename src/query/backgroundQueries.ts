/**
 * Ordinary queries about many things. No single archive shows more than a few of them, so the best similarities that
 * they reach tell what chance looks like; see {@link ./background.ts}.
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
`
  .split(/[;\n]/)
  .map((query) => query.trim())
  .filter(Boolean);
