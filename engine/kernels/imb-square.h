/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* For who goes from row to row: the squared distances of row @from to all rows, itself too, into squares[n_rows]. Summed in a
 * fixed order, which is not that of imb_neighbours_find(). */
void imb_squares_to (const ImbMatrix *points,
                     gsize            from,
                     double          *squares);

G_END_DECLS
