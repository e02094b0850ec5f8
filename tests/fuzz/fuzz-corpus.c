/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fuzz target as an ordinary test: every file of the folder CORPUS, and every beginning of the shorter ones. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define SHORT 600 /* bytes */

/* A copy of exactly that length, so that the sanitizers see a byte read too far. */
static void
run_one (const char *data,
         gsize       length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);

  LLVMFuzzerTestOneInput (copy, length);
}

static void
test_file (gconstpointer path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize            length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  run_one (data, length);
  for (gsize n = 0; length <= SHORT && n < length; n++)
    run_one (data, n);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GDir) folder = g_dir_open (CORPUS, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  int         status;

  g_test_init (&argc, &argv, NULL);
  LLVMFuzzerInitialize (&argc, &argv);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *test = g_strconcat ("/", name, NULL);
      char            *path = g_build_filename (CORPUS, name, NULL);

      g_ptr_array_add (paths, path);
      g_test_add_data_func (test, path, test_file);
    }
  if (paths->len == 0)
    g_error ("There are no files in %s.", CORPUS);
  status = g_test_run ();
  return status;
}
