/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums as numpy's: values of numpy 1.24.2's sum of the same array. */
#include "engine/kernels/imb-sum.h"

static double *
make (gsize n)
{
  double *values = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    values[i] = 1.0 / ((double) ((i * i * 7919 + i * 104729) % 1000003) / 1000003.0 + 0.001);
  return values;
}

static void
test_sums_are_numpys (void)
{
  const struct
  {
    gsize  n;
    double sum;
  } cases[] = {
    { 0, 0.0 },
    { 1, 0x1.f400000000000p+9 },
    { 7, 0x1.fde9695a41daap+9 },
    { 8, 0x1.0100bc1c28116p+10 },
    { 9, 0x1.01b9e57cb5e0ap+10 },
    { 100, 0x1.8bd1d15255180p+10 },
    { 128, 0x1.aa46d39c5b123p+10 },
    { 129, 0x1.abef4a480e4cap+10 },
    { 1000, 0x1.f7c0e7d3d95e4p+12 },
    { 4097, 0x1.c3ad42ad61cc0p+14 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree double *values = make (cases[i].n);

      g_assert_cmpfloat (imb_sum (values, cases[i].n), ==, cases[i].sum);
    }
}

/* 1 + 1/2 + … + 1/n: of the last two, adding one after the other gives something else. */
static void
test_harmonic_sums_are_numpys (void)
{
  static const struct
  {
    gsize  n;
    double sum;
  } wanted[] = { { 13, 0x1.970e9f759a426p+1 }, { 100, 0x1.4bfdfe4591243p+2 }, { 129, 0x1.5c37b09149ba9p+2 }, { 1000, 0x1.df11f45f4e61ap+2 } };
  double x[1000];

  for (guint i = 0; i < 1000; i++)
    x[i] = 1.0 / (i + 1);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpfloat (imb_sum (x, wanted[i].n), ==, wanted[i].sum);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sum/sums-are-numpys", test_sums_are_numpys);
  g_test_add_func ("/sum/harmonic-sums-are-numpys", test_harmonic_sums_are_numpys);
  return g_test_run ();
}
