/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is known again until it changes; what came through a pipe is kept. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/data/imb-origin.h"

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
set_up (Place        *place,
        gconstpointer unused)
{
  place->folder = g_dir_make_tmp ("imbal-origin-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "table.csv", NULL);
  g_assert_true (g_file_set_contents (place->path, "a,b\n1,2\n", -1, NULL));
}

static void
tear_down (Place        *place,
           gconstpointer unused)
{
  g_unlink (place->path);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
  g_free (place->path);
}

static void
test_a_file_is_known_again (Place        *place,
                            gconstpointer unused)
{
  g_autoptr (ImbOrigin) origin = imb_origin_new (place->path, "UTF-16");

  imb_origin_take_bytes (origin, g_strdup ("a,b\n1,2\n"), 8);
  g_assert_true (imb_origin_is_unchanged (origin));
  g_assert_null (imb_origin_get_bytes (origin)); /* it can be read again */
  g_assert_cmpuint (imb_origin_get_size (origin), ==, 8);
  g_assert_cmpstr (imb_origin_get_path (origin), ==, place->path);
  g_assert_cmpstr (imb_origin_get_encoding (origin), ==, "UTF-16");
}

/* As many bytes, the same inode: only the time differs. */
static void
test_other_bytes_of_the_same_number_are_seen (Place        *place,
                                              gconstpointer unused)
{
  g_autoptr (ImbOrigin) origin = imb_origin_new (place->path, NULL);
  int fd;

  g_usleep (20000); /* clocks of file systems tick every few milliseconds */
  fd = open (place->path, O_WRONLY);
  g_assert_cmpint ((int) write (fd, "a,b\n2,1\n", 8), ==, 8);
  g_assert_cmpint (close (fd), ==, 0);
  g_assert_false (imb_origin_is_unchanged (origin));
}

static void
test_another_file_of_that_name_is_seen (Place        *place,
                                        gconstpointer unused)
{
  g_autoptr (ImbOrigin) origin = imb_origin_new (place->path, NULL);
  g_autofree char *other = g_build_filename (place->folder, "other.csv", NULL);
  struct stat      about;

  g_assert_cmpint (g_stat (place->path, &about), ==, 0);
  g_assert_true (g_file_set_contents (other, "a,b\n1,2\n", -1, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, other, (struct timespec[]){ about.st_atim, about.st_mtim }, 0), ==, 0);
  g_assert_cmpint (g_rename (other, place->path), ==, 0);
  g_assert_false (imb_origin_is_unchanged (origin));
  g_unlink (place->path);
  g_assert_false (imb_origin_is_unchanged (origin));
}

static void
test_what_came_through_a_pipe_is_kept_when_it_is_small (void)
{
  const gsize many = ((gsize) 64 << 20) + 1;
  g_autoptr (ImbOrigin) origin = imb_origin_new ("-", NULL);
  gsize length;

  g_assert_false (imb_origin_is_unchanged (origin));
  imb_origin_take_bytes (origin, g_malloc (many), many);
  g_assert_null (imb_origin_get_bytes (origin));
  imb_origin_take_bytes (origin, g_strdup ("a,b"), 3);
  g_assert_cmpmem (g_bytes_get_data (imb_origin_get_bytes (origin), &length), 3, "a,b", 3);
  g_assert_cmpuint (length, ==, 3);
}

#define ADD(path, test) g_test_add ("/origin/" path, Place, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-file-is-known-again", test_a_file_is_known_again);
  ADD ("other-bytes-of-the-same-number-are-seen", test_other_bytes_of_the_same_number_are_seen);
  ADD ("another-file-of-that-name-is-seen", test_another_file_of_that_name_is_seen);
  g_test_add_func ("/origin/what-came-through-a-pipe-is-kept-when-it-is-small", test_what_came_through_a_pipe_is_kept_when_it_is_small);
  return g_test_run ();
}
