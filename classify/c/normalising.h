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

/* Writes a sentence between BEGIN and END, widths made alike, blanks left out; gives how many code points are written. */
int64_t write_sentence(const Characters *characters, const uint32_t *codes, int64_t count, uint32_t *written);

/* Applies all rules to texts that are written, in place; gives how many code points are left. BEYOND more are made 0. */
int64_t normalise(const Characters *characters, uint32_t *codes, int64_t count);

/* Looks at one normalised sentence; `reported` is the year reported on, 0 where it is not known, years differ by `most` at most. */
Shape shape_of(const Characters *characters, const uint32_t *codes, int64_t count, int64_t reported, int64_t most);

#endif
