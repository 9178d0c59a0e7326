"""English words for what can be seen."""

from __future__ import annotations

from typing import Final

from aigc.text.script.words import vocabulary

THINGS: Final = vocabulary(
    """axle banana blackboard bowl buggy burrow cocoon crayon crosswalk dinosaur dough footprint
    granary hamlet hoof horseback lecture lifeboat loudspeaker manuscript noodle nest orchid
    parchment pew plough porcelain processor puppet pup rivet roll scroll seawall spark strait
    stairway stalactite stool telegraph teleprinter thread torchlight tyre violin walnut wick
    windscreen workbench acorn aeroplane aircraft airplane airport alarm algae alley altar
    amphitheatre anchor animal ant antenna apartment apple apron aqueduct arch armchair asteroid
    atrium attic aurora avenue axe bag bakery balcony ball balloon bamboo bank banner bar barge
    bark barn barrel barrier basket bat bath bathroom battery bay beach beacon beam bean bear
    bed bedroom bee beetle bell belt bench berry bicycle bike bird blanket blossom board boat
    boiler bollard bone book bookcase bookshelf bookshop boot bottle boulder bowl box branch
    brass bread brick bridge broom brush bubble bucket building bulb bumblebee bunker buoy bus
    bush butter butterfly button cab cabbage cabin cabinet cable cafe cake camera camp campus
    can canal candle cannery canoe canvas canyon cap capsule car card cardboard cargo carpet
    carriage cart cassette castle cat cathedral cave ceiling cell cemetery centrifuge chain
    chair chalk chalkboard charger chart cheese cherry chest chicken chimney chip church cinema
    circuit city classroom clay cliff clinic clock cloth clothes cloud coach coal coast coat
    cobblestone coffee coin comet compass computer concrete conveyor cookbook copper coral cord
    corn cornfield corridor cottage cotton couch counter countryside court courthouse courtyard
    cow crane crate crater creek crew crop crossroads crowd crystal cup cupboard curtain dam
    dandelion dashboard deck deer desert desk diesel disc dish dock document dog dome donkey
    door doorway dot doughnut dragonfly drawer drawing dress drill drone drum duck dune dust
    eagle earth egg elephant elevator embankment engine envelope escalator estuary excavator
    exoskeleton factory fan farm farmhouse farmland feather fence fern ferry fibre field fig
    fire fireplace firework fish fjord flag flame flask flood floor flour flower fluorescent
    foam fog foliage food footbridge footpath forest fork fossil fountain fox frog frost fruit
    funnel furnace furniture galaxy gallery garage garden garlic gate gear generator giraffe
    glacier glass glasses globe glove goat gold goggles grain grape grass grassland gravel
    greenhouse grid grove guitar gull gym gymnasium hall hallway hammer hammock handlebar
    handrail hangar harbor harbour hat hay headland headphone headset headstone hedge helicopter
    helmet herb highway hill hillside hive honey honeycomb hood hook horizon horse hospital
    hotel house hull hut ice iceberg icicle incubator ink insect instrument iron island ivy
    jacket jar jellyfish jet jetty jewel journal jug jungle juniper kayak kettle key keyboard
    kiln kitchen kite knife laboratory lab ladder lagoon lake lamp lamppost land lander
    landscape lane lantern laptop laundry lava lavender lawn leaf leather ledger lemon lens
    letter lettuce library lifeboat light lighthouse lightning limestone lion loaf lobby lock
    locomotive log loom lorry machine magazine magnet magnifier mailbox mainland mansion map
    marble market marsh mast mat meadow medal medicine melon memorial menu metal meteor
    microchip microphone microscope mill millstone mine mirror mist mitten moat monitor monument
    moon moorland mop moss motorbike motorcycle motorway mountain mountainside mouse mud mug
    museum mushroom nail nebula neon net newspaper newsstand notebook oak oar oasis observatory
    ocean office olive onion opera orange orbit orchard orchestra oven overpass owl oyster
    package paddle paddock page pail paint painting palace palm pan pack panda panel paper
    parachute parcel park parka parliament parrot pasture path pavement pavilion peach peak pear
    pebble pedestal pen pencil peninsula petal pharmacy phone piano picnic pier pig pigeon pill
    pillar pillow pine pineapple pipe pipeline pitch pizza plain plane planet plank plant
    plantation plaster plastic plate platform playground plaza plough plum pocket podium pole
    pollen pond pool poppy porch port poster pot potato pottery powder prairie printer prism
    probe propeller pub puddle pump pumpkin pylon pyramid quarry quay quilt rabbit rack radar
    radiator radio raft rail railway rain rainbow raindrop rainforest raspberry reactor receipt
    reed reef refrigerator reservoir residence restaurant ribbon rice ridge rifle ring river
    riverbank riverside road roadside robot rock rocket roof rooftop room rope rose roundabout
    rover rowboat rubber rubble rug ruin runway saddle sail sailboat salad salt sand sandwich
    sapling satellite sauce savannah scaffolding scale scales scarf school schoolyard scoreboard
    scooter screen screwdriver sculpture sea seabed seagull seal seamount seashell seaside seat
    seaweed seed seedling sensor server sewer shark shed sheep sheet shelf shell shelter ship
    shipyard shirt shoe shop shopfront shore shoreline shovel shower shrine shrub shuttle
    sidewalk sidestreet sign silk silo silver sink skeleton ski skull sky skyline skyscraper
    sledge sleeve slope smartphone smoke snail snake snow snowfield soap sock sofa soil soup
    spacecraft spaceship spacesuit spacewalk spade sparrow speaker spectrometer spice spider
    spire sponge spoon spring square squirrel stable stack stadium stage stair staircase
    stairwell stall stand star statue steam steel stethoscope stone stool store storefront storm
    stove straw strawberry stream street streetlight string studio submarine suburb subway sugar
    suitcase sun sundial sunflower sunlight sunrise sunset supermarket surgery swan sweater
    swimmer swing sword syringe table tablecloth tablet tank tap tape tapestry tarmac tea teacup
    teapot telephone telescope television temple tent terminal terrace textbook theatre
    thermometer thread ticket tiger tile timber tin tofu tomato tool toolbox torch tortoise
    towel tower town toy track tractor trail train trawler tray treadmill treasure tree trench
    trolley trophy trousers truck trumpet tub tulip tumbler tundra tunnel turbine turtle
    typewriter umbrella university van vase vault vegetable vehicle vessel viaduct village villa
    vine vineyard violin volcano wagon wall wallet wardrobe warehouse watch water watercolour
    waterfall waterfront watermill waterway wave web well wetland whale wharf wheat wheel
    wheelbarrow wheelchair willow windmill window windowsill wing wire wolf wood woodland wool
    workbench workshop worm wreck yard yarn yeast yogurt"""
)
"""Nouns of what has a shape, in the singular."""

UNSEEN: Final = vocabulary(
    """bar bank board cell chart chest company cup court field floor key land light match mine
    net office orbit pack panel party pitch plain plant platform port pound power project report
    ring room scale seal sign spring square stage stand star state store stream string tape
    track wave web well watch fan dot post can pub fire saw chip mouse drive lock card page
    coach crew roll peak"""
)
"""Nouns that are pictured only beside another thing or after a word that shows them."""

LANDMARKS: Final = vocabulary(
    """canal river lake bridge island islands museum library church cathedral castle park station
    bay mountains valley beach tower airport hospital school harbour lighthouse palace temple
    stadium theatre"""
)
"""Last words of names that are shown without the name."""

SKY: Final = frozenset({"moon", "earth", "sun"})
"""Written great, and no names."""

PARTS: Final = vocabulary(
    """array bank bottle bowl box bunch chain cloud cluster crowd cup field flock forest glass
    group handful heap herd jar layer line loaf loop mountain pair patch piece pile plate pot
    ray ring row sack sea sheet slice stack strip swarm tin wall"""
)
"""Nouns that stand before *of* and a thing: a cup of coffee."""

LOOKING: Final = vocabulary(
    """fishing sailing abandoned ancient autumn backlit balanced bare battered big black blank
    blue brass bright broken bronze brown bustling busy calm canned cardboard cash ceramic clean
    clear closed cloudy coastal cold colourful concrete copper covered cracked crowded curved
    damp dark deep dense deserted dim distant dry dusty early electric empty enamel enormous
    faded faint flat floating flooded foggy folded forest fragile fresh frosty frozen full giant
    glass glowing golden grand grassy green grey gray half-empty hand-drawn heavy hidden high
    hollow hot huge icy industrial inflatable iron large late lit little lonely long low lunar
    marble massive medieval metal milky mirrored misty modern mossy muddy narrow neat new
    nocturnal ocean old open orange ornate overgrown packed painted pale paper pink plastic
    polished public purple quiet rainy raised red restored rough round ruined rural rusty salty
    sandy scattered shaded shallow sharp shiny silent silk silver slender small smooth snowy
    soft solar solitary space spacious spare sparkling spiral square stacked starry steam steel
    steep still stone stormy straight striped sunlit sunny tall tangled thick thin tidy tin tiny
    towering transparent tropical turquoise undersea underground underwater urban vacant vast
    velvet warm waving weathered wet white wide wild winding wintry wooden woollen worn yellow
    young"""
)
"""Words before a thing that change how it looks."""

PEOPLE: Final = vocabulary(
    """actor admiral apprentice audience baby blacksmith boatman brother buyer captain caretaker
    carer choir climber clerk climatologist cook craftsman craftswoman crew customer daughter
    dentist family father granddaughter grandfather grandmother grandson guard guest guide
    herder horseman investigator jockey judge lawyer man men midwife migrant monk mother mayor
    officer owner parishioner pharmacist physicist player police porter potter rider robot-maker
    runner settler shepherd sister sculptor skater skier son squad steward stonemason supporter
    surfer team technician translator wife winemaker woman women worshipper writer zoologist
    adult archaeologist architect artist astronaut astronomer athlete baker barista beekeeper
    biologist boy builder carpenter cartographer chef chemist child cleaner commuter conductor
    courier cyclist dancer designer diver doctor driver engineer farmer firefighter fisherman
    gardener girl grandparent hiker journalist kid librarian mechanic miner musician neighbour
    nurse painter parent passenger passer-by patient pedestrian photographer pilot player pupil
    reader researcher resident sailor scientist shopkeeper singer soldier spectator student
    surgeon surveyor swimmer tailor teacher teenager tourist trainee traveller vendor
    veterinarian villager visitor volunteer waiter walker weaver welder worker"""
)
"""What people are; nobody in particular."""

PLURALS: Final = {
    "families": "family",
    "men": "man",
    "women": "woman",
    "boatmen": "boatman",
    "craftsmen": "craftsman",
    "wives": "wife",
    "children": "child",
    "fishermen": "fisherman",
    "galaxies": "galaxy",
    "geese": "goose",
    "glasses": "glass",
    "knives": "knife",
    "lenses": "lens",
    "loaves": "loaf",
    "mice": "mouse",
    "shelves": "shelf",
    "wolves": "wolf",
}

HOURS: Final = (
    (r"\b(?:dusk|evening|sunset)\b", "evening light"),
    (r"\b(?:night|midnight|overnight)\b", "at night, lit by lamps"),
    (r"\b(?:dawn|sunrise|early morning)\b", "light of early morning"),
    (r"\bmorning\b", "morning light"),
    (r"\b(?:noon|midday)\b", "bright midday light"),
    (r"\bafternoon\b", "low afternoon light"),
    (r"\b(?:snow|snowy|snows|snowed)\b", "falling snow, cold light"),
    (r"\bwinter\b", "cold winter light"),
    (r"\b(?:flood|floods|flooded)\b", "grey daylight over water"),
    (r"\b(?:rain|rainy|storm|typhoon)\b", "rain, overcast sky, wet surfaces"),
    (r"\b(?:wind|windy|gale|gales)\b", "wind stirring everything"),
    (r"\b(?:fog|mist|haze)\b", "soft mist"),
    (r"\b(?:autumn|fall leaves)\b", "warm autumn light"),
    (r"\b(?:summer|heatwave)\b", "strong summer sun"),
    (r"\bspring (?:morning|day|sun)\b", "soft spring light"),
)
"""What the hour, the season and the weather do to the light."""
