"""Two words by which a person tells this desk from a false one: they stand in the message, and the operator
says them."""

from helpdesk_tui.desk.ports import Randomness

WORDS: tuple[str, ...] = tuple(
    """
    acorn album almond amber anchor antler apple apron armchair artist atlas autumn avocado badger
    balcony bamboo banjo barley basket beacon bicycle birch biscuit blossom bonfire bottle bracelet
    bridge bronze bubble buffalo bungalow butter cabin cactus camel candle caravan cashew cedar
    cello chalk cherry chimney chorus cinema clarinet clover cobalt coconut coffee compass copper
    cottage cricket crystal cupboard curtain cushion daisy dancer denim desert dolphin domino donkey
    dragon drizzle drummer eagle echo eclipse elbow elephant emerald evening fabric fennel festival
    fiddle flamingo flute forest fossil freckle frosty galaxy garden gazelle giraffe glacier glider
    goblet gondola gravel griffin guitar gumdrop hamster harvest hedgehog helmet herring hickory
    hilltop horizon hotel hurdle iceberg igloo indigo island ivory jaguar jasmine jigsaw journey
    jubilee juniper kitchen knapsack koala lagoon lantern laptop lavender lemon lettuce library
    lilac linen lizard lotus lunch magnet marble meadow mermaid meteor midnight mineral mirror
    mitten monsoon mosaic museum napkin nectar needle nephew notebook nugget nutmeg oasis oatmeal
    ocean octopus olive onion opera orange orbit orchard ostrich palace pancake papaya parrot pasta
    peanut pelican pencil phoenix piano picnic pigeon pillow plaza polar poncho postcard potato
    prairie pretzel puppet pyramid quarry quilt rabbit radish rainbow ribbon river robot rosebud
    ruby runway saffron salad sandwich sapphire satchel scarf school scooter seagull sesame shepherd
    siesta sketch skylark sleeve snorkel soccer sofa spinach sponge squirrel stadium steeple sticker
    stream sugar sunset swift syrup tapestry teapot tennis thimble toast topaz tornado tractor
    treasure trumpet tulip tundra ukulele umbrella uniform vacuum vanilla village vineyard violet
    volcano voyage waffle walnut wedding whisper window wombat zebra zenith zigzag zucchini
    """.split()  # noqa: SIM905 - so many quotes would hide the words
)
"""Short and plain. No two begin with the same three letters, end with the same four, or differ in less than
three, so that a bad line does not turn one into another."""


def new_phrase(randomness: Randomness) -> str:
    """Two different words: "amber teapot"."""
    first = randomness.below(len(WORDS))
    second = randomness.below(len(WORDS) - 1)
    return f"{WORDS[first]} {WORDS[second + (second >= first)]}"
