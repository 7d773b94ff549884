#include "scoring.h"

#include <math.h>
#include <stdlib.h>

/* Two rows multiplied element by element, brought to the sum 1. */
static void multiply(const double *one, const double *other, double *found, int64_t k)
{
    double total = 0;
    for (int64_t i = 0; i < k; i++) {
        found[i] = one[i] * other[i];
        total += found[i];
    }
    for (int64_t i = 0; i < k; i++) found[i] /= total;
}

/* A row times a matrix: by its columns, or where it is `turned` by its rows. */
static void product(const double *row, const double *matrix, int turned, double *found, int64_t k)
{
    for (int64_t j = 0; j < k; j++) {
        double total = 0;
        for (int64_t i = 0; i < k; i++) total += row[i] * (turned ? matrix[j * k + i] : matrix[i * k + j]);
        found[j] = total;
    }
}

static void ones(double *row, int64_t k)
{
    for (int64_t i = 0; i < k; i++) row[i] = 1;
}

/* What the decision values of a sentence multiply the weight of a sequence by. */
static void weigh(const Weighing *weighing, const double *decisions, double *own, int64_t k)
{
    double most = -INFINITY;
    for (int64_t i = 0; i < k; i++) {
        own[i] = weighing->scale * decisions[i] + weighing->bias[i];
        most = own[i] > most ? own[i] : most;
    }
    for (int64_t i = 0; i < k; i++) own[i] = exp(own[i] - most > weighing->lowest ? own[i] - most : weighing->lowest);
}

int chain(const double *decisions, const Weighing *weighing, const double *moves, const int64_t *boundaries, int64_t n, int64_t k, int64_t kinds, double *found)
{
    double *own = malloc(sizeof(double) * (size_t)((n + 2) * k)), *back = own + n * k, *met = back + k;
    if (own == NULL) return 0;
    for (int64_t i = 0; i < n; i++) {
        weigh(weighing, decisions + i * k, own + i * k, k);
        ones(met, k);
        if (i && boundaries[i] >= 0 && boundaries[i] < kinds) product(found + (i - 1) * k, moves + boundaries[i] * k * k, 0, met, k);
        multiply(own + i * k, met, found + i * k, k);
    }
    ones(back, k);
    for (int64_t i = n - 1; i >= 0; i--) {
        multiply(found + i * k, back, found + i * k, k);
        multiply(own + i * k, back, met, k);
        ones(back, k);
        if (i && boundaries[i] >= 0 && boundaries[i] < kinds) product(met, moves + boundaries[i] * k * k, 1, back, k);
    }
    free(own);
    return 1;
}
