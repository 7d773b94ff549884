/* What is known of code points, as classify/characters.py tells it. */
#ifndef CLASSIFY_CHARACTERS_H
#define CLASSIFY_CHARACTERS_H

#include <stdint.h>

enum {
    BLANK = 1 << 0, /* white space, line breaks among it */
    DIGIT = 1 << 1,
    HAN = 1 << 2,
    LATIN = 1 << 3,
    MASK = 1 << 4,
    ZERO = 1 << 5,
    UNIT = 1 << 6,
    POINT = 1 << 7,
    MARKUP = 1 << 8,
    STOP = 1 << 9,      /* ends a sentence wherever it stands */
    MAY_STOP = 1 << 10, /* ends one at some places */
    FOLLOWS = 1 << 11,  /* stays with a mark that ends a sentence */
    OPENS = 1 << 12,    /* opens a list marker */
    BREAK = 1 << 13,    /* ends a line */
    INDENTS = 1 << 14,
    WIDE = 1 << 15, /* takes two columns on a terminal */
    FURNITURE = 1 << 16, /* opens page numbers and other furniture of pages */
    IN_NOTICE = 1 << 17, /* opens what makes a notice wherever it stands */
    ENDS_LINE = 1 << 18,
    NEVER_FIRST = 1 << 19,
    NEVER_LAST = 1 << 20,
    ENDS_PART = 1 << 21, /* ends a sentence or a part of one */
    QUOTES = 1 << 22 /* opens a quotation, title or bracket */
};

typedef struct { /* by code point, for those below `size`: what it is written as, what it is, the value of a digit */
    const uint32_t *widths;
    const uint32_t *kinds;
    const uint8_t *values;
    int64_t size;
} Characters;

static inline uint32_t kind_of(const Characters *characters, uint32_t code)
{
    return code < characters->size ? characters->kinds[code] : 0;
}

#endif
