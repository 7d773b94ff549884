/* List markers, as classify/markers.py knows them. */
#ifndef CLASSIFY_MARKERS_H
#define CLASSIFY_MARKERS_H

#include "characters.h"

enum { CHAPTER, CN, CN_IN_BRACKETS, ORDINAL, ITEM, IN_BRACKETS, NUMBER, CIRCLED, DASH, NONE = -1 }; /* schemes, in the order of markers.py */

typedef struct { /* scheme, characters, and whether it is the first of its list */
    int scheme;
    int64_t length;
    int first;
} Marker;

/* The list marker that opens a text of so many code points; its scheme is NONE where there is none. */
Marker marker_of(const Characters *characters, const uint32_t *codes, int64_t count);

#endif
