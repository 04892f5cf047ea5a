"""The printed catalogue: slug | name | shape | price | options | description, below its category."""

GOODS = """
# Vases and pots
vase-ondine | Vase “Ondine” | vase | 74.00 | colour: blue, green, sand | A hand-thrown stoneware vase with a wave running round its belly. 28 cm high, watertight, can be engraved on the foot.
vase-heron | Vase “Heron” | tall_vase | 92.00 | colour: white, black, brick | Slim as its namesake: 46 cm, for three long stems and no more.
vase-pebble | Bud vase “Pebble” | bud_vase | 24.50 | colour: grey, rose, moss | A river stone that holds a single flower. No two are quite alike.
jug-marlow | Jug “Marlow” | jug | 38.00 | colour: cream, blue | For water on the table or tulips on the sill; pours without dripping.
pot-fern | Plant pot “Fern” | plant_pot | 29.00 | colour: terracotta, sage, charcoal; size: 14 cm, 18 cm, 24 cm | Frost-proof clay with a saucer that matches.
pot-hanging | Hanging pot “Swallow” | hanging_pot | 34.00 | colour: white, terracotta | Comes with 120 cm of cotton rope and a brass hook.
planter-long | Window planter “Sill” | planter | 46.00 | colour: sage, slate; size: 60 cm, 80 cm | Zinc, double walled, with a water store for a week away.
watering-can | Watering can “Spring” | watering_can | 42.00 | colour: brass, green | One and a half litres and a spout thin enough for seedlings.

# Lamps
lamp-curlew | Table lamp “Curlew” | table_lamp | 119.00 | shade: linen, sage, brick | Turned ash foot, linen shade, a cord in woven cotton. E27, up to 9 W.
lamp-dome | Table lamp “Dome” | dome_lamp | 139.00 | colour: brass, black, white | A mushroom of spun metal with a touch dimmer.
lamp-harbour | Floor lamp “Pier” | floor_lamp | 219.00 | colour: black, brass | Reads over your shoulder: the arm turns, the head tilts.
pendant-bell | Pendant “Dusk” | pendant | 98.00 | colour: clay, black, white; width: 25 cm, 35 cm | A ceramic bell that throws its light down on the table.
pendant-paper | Paper pendant “Cloud” | globe | 44.00 | width: 40 cm, 55 cm | Folds flat, weighs nothing, softens any bulb.
lantern-tide | Lantern “Tide” | lantern | 56.00 | colour: black, white | For a candle out of the wind; the door shuts with a magnet.
candle-beeswax | Beeswax candles, set of 6 | candles | 21.00 | length: 20 cm, 30 cm | Pure wax from two valleys, dipped by hand, burn for eight hours.
night-light | Night light “Mole” | night_light | 32.00 | colour: rose, blue | Charges by day, glows until morning, survives being dropped.

# Chairs and tables
chair-alder | Chair “Alder” | chair | 189.00 | wood: oak, walnut, black | Solid wood, steam-bent back, a seat in paper cord. Stacks by four.
chair-nook | Armchair “Nook” | armchair | 540.00 | cover: wool grey, wool moss, linen sand | Deep enough to fold your legs; covers come off for washing.
stool-penny | Stool “Penny” | stool | 79.00 | wood: oak, black; height: 45 cm, 65 cm | Three legs, so it never wobbles.
bench-mill | Bench “Mill” | bench | 245.00 | wood: oak, walnut; length: 110 cm, 140 cm | For the hall or the long side of a table. Feet adjust to old floors.
table-side | Side table “Coin” | side_table | 129.00 | colour: sage, black, brass | A tray on a stem: lift it off and carry it away.
table-round | Round table “Rill” | round_table | 690.00 | wood: oak, walnut; width: 100 cm, 120 cm | Seats four, or five who like one another.
desk-lark | Desk “Lark” | desk | 480.00 | wood: oak, walnut; width: 120 cm, 140 cm | Two drawers, a cable channel, and room for two 27″ screens on the wide one.

# Rugs and blankets
rug-fjord | Rug “Fjord” | rug | 290.00 | colour: blue, sand; size: 140 × 200, 170 × 240, 200 × 300 | Flat-woven wool, the same on both sides: turn it in spring.
rug-runner | Runner “Lane” | runner | 119.00 | colour: brick, moss; size: 70 × 200, 70 × 300 | For corridors and the cold side of the bed.
blanket-moor | Blanket “Moor” | blanket | 112.00 | colour: heather, moss, grey | Lambswool, 130 × 180, fringed by hand.
blanket-baby | Cot blanket “Wren” | small_blanket | 48.00 | colour: cream, rose, sky | Organic cotton, washes at 60 degrees, 80 × 100.
cushion-linen | Cushion “Field” | cushion | 36.00 | colour: sand, sage, brick, ink | Washed linen with a feather pad. 50 × 50.
cushion-stripe | Striped cushion “Pier” | striped_cushion | 39.00 | colour: blue, red | Ticking from a small mill, piped on the edge. 40 × 60.
throw-cotton | Throw “Dune” | throw | 64.00 | colour: sand, ink | Waffle cotton, light enough for June.
curtain-linen | Linen curtain “Breeze” | curtain | 84.00 | colour: white, sand, sage; length: 240 cm, 280 cm | Unlined, pre-washed, with tape for hooks or a pole.

# Kitchen
knife-chef | Chef’s knife “Keel” | knife | 98.00 | blade: 18 cm, 21 cm | Carbon steel that takes an edge and keeps it. Dry it after use.
knife-bread | Bread knife “Saw” | bread_knife | 64.00 | handle: oak, walnut | Long teeth for hard crusts. We sharpen it for free, once a year.
knife-paring | Paring knife “Minnow” | paring_knife | 34.00 | handle: oak, walnut | Eight centimetres; lives by the fruit bowl.
pan-iron | Iron pan “Forge” | pan | 88.00 | width: 24 cm, 28 cm | Seasoned with linseed oil three times. Any hob, any fire.
pot-stew | Casserole “Hearth” | casserole | 179.00 | colour: moss, cream, brick; size: 3.5 l, 5 l | Enamelled iron, a lid that bastes by itself.
kettle-whistle | Kettle “Whistle” | kettle | 72.00 | colour: steel, black, brass | Two litres and two notes: it sings a third when it boils.
board-end | Chopping board “End grain” | board | 69.00 | wood: oak, walnut; size: small, large | Kind to blades. Oil it when it looks thirsty.
mill-pepper | Pepper mill “Bishop” | mill | 44.00 | wood: oak, walnut, black | A ceramic grinder with ten years of warranty.
rolling-pin | Rolling pin “Dough” | rolling_pin | 26.00 | wood: beech, walnut | No handles: you feel the pastry.
apron-canvas | Apron “Works” | apron | 42.00 | colour: ink, sand, moss | Waxed canvas, two pockets, straps that do not slip.
scale-kitchen | Kitchen scale “Gram” | scale | 58.00 | colour: white, black | Weighs to a gram up to five kilos, runs on a coin cell for years.

# Tableware
mug-otter | Mug “Otter” | mug | 19.00 | colour: blue, cream, rust, moss | Holds 35 cl and stays upright on uneven ground.
cup-espresso | Espresso cups “Thimble”, set of 4 | espresso | 39.00 | colour: white, ink | Thick walled, so that four sips stay hot.
plate-tide | Plates “Tide”, set of 4 | plate | 68.00 | colour: sand, blue; size: 21 cm, 27 cm | A reactive glaze: the rim breaks differently on each.
bowl-ramen | Bowl “Dip” | bowl | 27.00 | colour: ink, cream, moss | Deep for soup, wide for salad. Goes into oven and dishwasher.
bowl-fruit | Fruit bowl “Rook” | fruit_bowl | 62.00 | wood: oak, walnut | Turned from a single block. Wipe it, never soak it.
glass-tumbler | Tumblers “Brook”, set of 6 | glass | 48.00 | colour: clear, green, smoke | Pressed from recycled glass with small bubbles in it.
carafe-stream | Carafe “Stream” | carafe | 39.00 | colour: clear, smoke | One litre with a cork ball that whistles when it pours.
teapot-plum | Teapot “Plum” | teapot | 66.00 | colour: plum, white, ink | A sieve for the leaves, a lid that stays on.
cutlery-set | Cutlery “Weir”, 16 pieces | cutlery | 124.00 | finish: steel, brass | Forged for four people. More can be added for ever.
tray-oak | Tray “Morning” | tray | 54.00 | wood: oak, walnut | Two handles and a rim for breakfast upstairs.

# Storage
shelf-ladder | Shelf “Ladder” | shelf | 320.00 | wood: oak, black; width: 80 cm, 120 cm | Five boards, no screws in sight. Fixes to the wall in two places.
shelf-wall | Wall shelf “Ledge” | wall_shelf | 79.00 | wood: oak, walnut, white; length: 60 cm, 90 cm | Holds 15 kilos on two hidden pins.
basket-willow | Basket “Eddy” | basket | 49.00 | size: small, medium, large | Willow from our neighbour’s field, woven green.
box-linen | Boxes “Quire”, set of 3 | boxes | 38.00 | colour: sand, ink, brick | Linen over board, with a brass frame for a label.
hooks-wall | Coat rack “Finch” | hooks | 64.00 | wood: oak, walnut | Five pegs that fold away when nobody visits.
trunk-cedar | Trunk “Attic” | trunk | 420.00 | wood: oak, black | Lined with cedar, so that the moths go elsewhere.

# Clocks and mirrors
clock-station | Wall clock “Platform” | clock | 89.00 | colour: white, black, sage | Silent sweep, 30 cm, readable from across the kitchen.
clock-alarm | Alarm clock “Cockerel” | alarm_clock | 45.00 | colour: brass, red, white | Two bells and no mercy. A light for the hands.
clock-mantel | Mantel clock “Arch” | mantel_clock | 134.00 | wood: oak, walnut | Strikes the hours if you let it.
mirror-round | Mirror “Pond” | mirror | 149.00 | frame: oak, black, brass; width: 50 cm, 80 cm | Comes with the two screws that a heavy mirror wants.
mirror-stand | Table mirror “Dew” | table_mirror | 58.00 | frame: brass, black | Plain on one side, five times on the other.

# Bath and garden
towel-waffle | Towel “Shore” | towel | 28.00 | colour: white, sand, sage, ink; size: 50 × 100, 70 × 140 | Waffle cotton that dries before you are back.
soap-bar | Soap “Gorse”, set of 3 | soap | 18.00 | scent: gorse, cedar, sea | Olive oil, cured for six weeks, wrapped in paper.
bath-mat | Bath mat “Pebble” | bath_mat | 46.00 | colour: grey, white | Cork below, cotton above.
brush-broom | Broom “Sunday” | broom | 39.00 | wood: beech, black | Horsehair for floors, and a loop to hang it by.
trowel-set | Garden tools “Bramble”, set of 3 | trowel | 52.00 | handle: ash, black | Trowel, fork and weeder, forged in one piece.
bird-house | Bird house “Lodger” | bird_house | 44.00 | colour: oak, green, red | For tits and sparrows. The roof lifts off in autumn.
hammock-sail | Hammock “Sail” | hammock | 128.00 | colour: sand, blue | Sailcloth that holds two, with ropes of three metres.
"""
