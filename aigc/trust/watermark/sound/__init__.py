"""A mark in a sound: bands that are a little louder or softer than they were, by keyed signs.

Time and pitch are cut into cells of 32 ms and 94 Hz, from 750 to 6,750 Hz. Each cell is turned up
or down by the sign of a `payload.Code`; after four seconds the signs begin again, so that a piece
is enough. How far it is turned is told by the sound: where its level changes from one moment to the
next by itself a decibel is not heard, in a steady tone less than a third of that is allowed, and
what is silent stays as it is. Speaker, phase and loudness do not matter to it.

It is found in the logarithm of the spectrum. What in a cell can be foretold from the cells around
it is taken away first.
"""

from aigc.trust.watermark.sound.cells import PERIOD_S as PERIOD_S
from aigc.trust.watermark.sound.cells import RATE_HZ as RATE_HZ
from aigc.trust.watermark.sound.cells import sound_code as sound_code
from aigc.trust.watermark.sound.finding import Found as Found
from aigc.trust.watermark.sound.finding import best_guess as best_guess
from aigc.trust.watermark.sound.finding import find as find
from aigc.trust.watermark.sound.finding import find_in_sound as find_in_sound
from aigc.trust.watermark.sound.marking import marked as marked
