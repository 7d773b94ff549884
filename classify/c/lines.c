#include "lines.h"

#include <math.h>
#include <stdlib.h>

#include "markers.h"

#define KIND(code) kind_of(characters, code)

#define SHORT 40 /* characters; longer lines do not count as repeated */
#define OFTEN 3

/* as in lines.py */
#define LONGEST_TITLE 60
#define SHORTEST_TITLE 3
#define LONGEST_WRAP 200
#define SHORTEST_WRAP 40
#define AT_EDGE 4
#define MIN_WRAPPED 6
#define WRAPPED_SHARE 0.33

static const uint32_t NOTICES[][6] = { /* what makes notices wherever it stands in a line */
    {0x516C, 0x4F17, 0x53F7},                 /* 公众号 */
    {0x5FAE, 0x4FE1},                         /* 微信 */
    {0x5C0F, 0x7A0B, 0x5E8F},                 /* 小程序 */
    {0x77E5, 0x8BC6, 0x661F, 0x7403},         /* 知识星球 */
    {'Q', 'Q', 0x7FA4},                       /* QQ群 */
    {0x4F1A, 0x5458},                         /* 会员 */
    {0x7248, 0x6743, 0x5F52, 0x539F, 0x4F5C}, /* 版权归原作 */
    {0x4FB5, 0x6743},                         /* 侵权 */
    {0x4EC5, 0x4F9B},                         /* 仅供 */
    {0x514D, 0x8D23, 0x58F0, 0x660E},         /* 免责声明 */
};
static const uint32_t MORE[][2] = {{0x66F4, 0x591A}, {0x6D77, 0x91CF}}; /* 更多 海量 */
static const uint32_t TEXTS[][2] = {
    {0x6750, 0x6599}, {0x8303, 0x6587}, {0x6587, 0x7A3F}, {0x516C, 0x6587}, {0x8D44, 0x6599}, {0x7CBE, 0x5F69}, /* 材料 范文 文稿 公文 资料 精彩 */
};

static const uint32_t OPENINGS[][2] = { /* what notices open with; the first characters are furniture */
    {0x4E0B, 0x8F7D}, {0x6253, 0x5370}, {0x5168, 0x5C4F}, {0x6536, 0x85CF}, {0x52A0, 0x5927}, {0x8FD8, 0x539F}, /* 下载 打印 全屏 收藏 加大 还原 */
    {0x51CF, 0x5C0F}, {0x5173, 0x95ED}, {0x8FD4, 0x56DE}, {0x5206, 0x4EAB}, {0x590D, 0x5236}, {0x5B57, 0x53F7}, /* 减小 关闭 返回 分享 复制 字号 */
    {0x4E0A, 0x4E00}, {0x8D23, 0x4EFB}, {0x7F16, 0x8F91}, {0x6765, 0x6E90}, {0x53D1, 0x5E03}, {0x53D1, 0x8868}, /* 上一 责任 编辑 来源 发布 发表 */
    {0x66F4, 0x65B0}, {0x65F6, 0x95F4}, {0x65E5, 0x671F}, {0x4F5C, 0x8005}, {0x9605, 0x8BFB}, {0x6D4F, 0x89C8}, /* 更新 时间 日期 作者 阅读 浏览 */
    {0x70B9, 0x51FB}, {0x4FE1, 0x606F}, {'P', 'a'}, {'p', 'a'}, {'h', 't'}, {'w', 'w'},                         /* 点击 信息 */
};

static int starts_with(const uint32_t *codes, const uint32_t *end, const uint32_t *wanted, int most)
{
    for (int i = 0; i < most && wanted[i]; i++)
        if (codes + i >= end || codes[i] != wanted[i]) return 0;
    return 1;
}

static int is_notice(const uint32_t *codes, const uint32_t *end)
{
    if (*codes == '\t' || *codes == '<' || *codes == '|') return 1;
    for (size_t i = 0; i < sizeof(NOTICES) / sizeof(*NOTICES); i++)
        if (starts_with(codes, end, NOTICES[i], 6)) return 1;
    for (size_t i = 0; i < sizeof(MORE) / sizeof(*MORE); i++)
        if (starts_with(codes, end, MORE[i], 2))
            for (size_t j = 0; j < sizeof(TEXTS) / sizeof(*TEXTS); j++)
                if (starts_with(codes + 2, end, TEXTS[j], 2)) return 1;
    return 0;
}

/* Whether a line that opens like furniture of a page may be some: a number that stands alone, or a mark or word that opens a notice. */
static int is_furniture(const Characters *characters, const uint32_t *codes, const uint32_t *end)
{
    if (*codes == 0x7B2C) return codes + 1 < end && (KIND(codes[1]) & (DIGIT | BLANK)); /* 第3页 */
    if (KIND(*codes) & DIGIT) {
        while (codes < end && (KIND(*codes) & (DIGIT | BLANK) || *codes == '/')) codes++;
        return codes == end;
    }
    if (!(KIND(*codes) & (HAN | LATIN))) return 1;
    for (size_t i = 0; i < sizeof(OPENINGS) / sizeof(*OPENINGS); i++)
        if (starts_with(codes, end, OPENINGS[i], 2)) return 1;
    return 0;
}

static int may_be_title(const Characters *characters, const uint32_t *codes, const uint32_t *end)
{
    uint32_t last = end[-1];
    if (end - codes < SHORTEST_TITLE || end - codes > LONGEST_TITLE || last == ':' || last == 0xFF1A) return 0;
    for (const uint32_t *at = codes; at < end; at++)
        if (KIND(*at) & ENDS_PART) return 0;
    while (codes < end && (*codes == '#' || *codes == '*' || *codes == ' ')) codes++;
    return codes == end || !(KIND(*codes) & (OPENS | DIGIT)) || marker_of(characters, codes, end - codes).scheme == NONE;
}

static int looks_of(const Characters *characters, const uint32_t *codes, const uint32_t *end)
{
    uint32_t last = end[-1];
    int looks = KIND(*codes) & FURNITURE && is_furniture(characters, codes, end) ? OPEN : 0;
    for (const uint32_t *at = codes; at < end && !looks; at++)
        if (KIND(*at) & IN_NOTICE && is_notice(at, end)) looks = OPEN;
    if (!(KIND(last) & ENDS_LINE)) looks |= ENDLESS;
    if (KIND(last) & DIGIT || last == ')' || last == 0xFF09) looks |= NUMBERED;
    if (*codes == 0x76EE) looks |= CONTENTS; /* 目 */
    if (may_be_title(characters, codes, end)) looks |= TITLE;
    return looks;
}

static int add_line(const Characters *characters, const uint32_t *codes, int64_t begin, int64_t end, PhysicalLines *found)
{
    int64_t start = begin;
    while (end > begin && KIND(codes[end - 1]) & BLANK) end--;
    while (start < end && KIND(codes[start]) & BLANK) start++;
    if (start == end) return 1;
    if (found->count == found->room) {
        found->room = 2 * found->room + 64;
        PhysicalLine *more = realloc(found->lines, (size_t)found->room * sizeof(PhysicalLine));
        if (more == NULL) return 0;
        found->lines = more;
    }
    int64_t indent = start, wide = 0;
    while (indent > begin && KIND(codes[indent - 1]) & INDENTS) indent--;
    for (int64_t i = indent; i < end; i++) wide += (KIND(codes[i]) & WIDE) != 0;
    PhysicalLine line = {start, end, end - indent, end - indent + wide, looks_of(characters, codes + start, codes + end)};
    found->lines[found->count++] = line;
    found->broken |= (KIND(codes[start]) & NEVER_FIRST) || (KIND(codes[end - 1]) & NEVER_LAST);
    return 1;
}

static int is_plain(const PhysicalLine *line) { return !(line->looks & ~(ENDLESS | TITLE)); }

/* Whether as many lines end at one edge as in a text that is wrapped, whatever lines that may be furniture turn out to be. */
static int may_be_wrapped(const PhysicalLines *found, int by_columns)
{
    int64_t all[LONGEST_WRAP + 1] = {0}, plain[LONGEST_WRAP + 1] = {0}, beyond = 0, count = 0;
    for (int64_t i = 0; i < found->count; i++) {
        const PhysicalLine *line = &found->lines[i];
        int64_t width = by_columns ? line->columns : line->length;
        if (width <= LONGEST_WRAP) {
            all[width]++;
            plain[width] += is_plain(line);
        } else {
            beyond += is_plain(line);
        }
        count += is_plain(line);
    }
    double needed = fmax(MIN_WRAPPED, ceil(WRAPPED_SHARE * (double)count));
    for (int64_t full = LONGEST_WRAP; full >= (by_columns ? SHORTEST_WRAP : SHORTEST_WRAP / 2); full--) {
        int64_t at_edge = 0;
        for (int64_t width = full - AT_EDGE + 1; width <= full; width++) at_edge += all[width];
        if ((double)at_edge >= needed && at_edge >= 3 * beyond) return 1;
        beyond += plain[full];
    }
    return 0;
}

typedef struct {
    uint64_t hash;
    int64_t line;
} Hashed;

static int by_hash(const void *one, const void *other)
{
    uint64_t a = ((const Hashed *)one)->hash, b = ((const Hashed *)other)->hash;
    return (a > b) - (a < b);
}

/* Marks the short lines that stand in the text several times. */
static int mark_repeated(const uint32_t *codes, PhysicalLines *found)
{
    Hashed *hashed = malloc((size_t)(found->count + 1) * sizeof(Hashed));
    int64_t count = 0, first = 0;
    if (hashed == NULL) return 0;
    for (int64_t i = 0; i < found->count; i++) {
        PhysicalLine line = found->lines[i];
        if (line.end - line.start > SHORT || !(line.looks & (OPEN | ENDLESS))) continue;
        uint64_t hash = UINT64_C(0xCBF29CE484222325);
        for (int64_t at = line.start; at < line.end; at++) hash = (hash ^ codes[at]) * UINT64_C(0x100000001B3);
        hashed[count++] = (Hashed){hash, i};
    }
    qsort(hashed, (size_t)count, sizeof(Hashed), by_hash);
    for (int64_t i = 1; i <= count; i++) {
        if (i < count && hashed[i].hash == hashed[first].hash) continue;
        for (int64_t j = first; j < i && i - first >= OFTEN; j++) found->lines[hashed[j].line].looks |= REPEATED;
        first = i;
    }
    free(hashed);
    return 1;
}

int find_lines(const Characters *characters, const uint32_t *codes, int64_t count, const int64_t *cuts, int64_t cut_count, PhysicalLines *found)
{
    int64_t begin = 0, passed = 0;
    for (int64_t at = 0; at <= count; at++) {
        int breaks = at < count && KIND(codes[at]) & BREAK, cut = passed < cut_count && cuts[passed] == at;
        if (at < count && !breaks && !cut) continue;
        if (!add_line(characters, codes, begin, at, found)) return 0;
        begin = at + breaks;
        while (passed < cut_count && cuts[passed] <= at) passed++;
    }
    if (!mark_repeated(codes, found)) return 0;
    found->wrapped = may_be_wrapped(found, 0) || may_be_wrapped(found, 1);
    return 1;
}
