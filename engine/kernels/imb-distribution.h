/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Distribution functions and what they are made of; NaN in, NaN out. */

/* log Γ; plain lgamma writes a global. */
double imb_log_gamma (double x);

/* I_x(a, b), the regularised incomplete beta function; @y is 1 − x, given apart because it may be tiny. */
double imb_incomplete_beta (double a,
                            double b,
                            double x,
                            double y);

/* Chances of a value above @value. */
double imb_chi_square_above (double value,
                             double df);
double imb_f_above (double value,
                    double df1,
                    double df2);

double imb_normal_cdf (double z);

/* −inf for 0, inf for 1. */
double imb_normal_quantile (double p);

G_END_DECLS
