/* Texts normalised as classify/words.py does it, and what sentences look like: one walk over code points for each rule. */
#ifndef CLASSIFY_NORMALISING_H
#define CLASSIFY_NORMALISING_H

#include "characters.h"

#define BEGIN 2
#define END 3
#define BEYOND 8 /* code points that are looked at beyond the end of a text; all 0 */

typedef struct { /* what a sentence looks like: characters, numbers among them, the last one, and whether it names any of these */
    int64_t length, numbers, end, document, date, years;
} Shape;

/* Writes a sentence normalised between BEGIN and END, and gives how many code points it has then; there is room for count + 2 + BEYOND.

   What its characters are, together, goes into `kinds`. */
int64_t normalise(const Characters *characters, const uint32_t *codes, int64_t count, uint32_t *written, uint32_t *kinds);

/* Looks at one normalised sentence; `reported` is the year reported on, 0 where it is not known, years differ by `most` at most. */
Shape shape_of(const Characters *characters, const uint32_t *codes, int64_t count, int64_t reported, int64_t most);

#endif
