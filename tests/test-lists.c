/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where there is no memory for what is asked for, a sentence says so. */
#include <glib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-lists.h"

/* What is not to be had gives NULL under the sanitizer, too. */
#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "allocator_may_return_null=1";
}
#endif

static void
test_lists_that_do_not_fit_are_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint32 *small = imb_lists_new (3, 4, NULL), *none = imb_lists_new (0, 5, NULL);

  g_assert_true (small != NULL && none != NULL);
  g_assert_null (imb_lists_new ((gsize) 1 << 40, 1 << 20, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "There is no memory for 1048576 neighbours of 1099511627776 rows; ask for fewer.");
  g_assert_null (imb_lists_new_distances (G_MAXSIZE / 2, 3, NULL)); /* more than can be counted */
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lists/those-that-do-not-fit-are-refused", test_lists_that_do_not_fit_are_refused);
  return g_test_run ();
}
