/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ZIP archives for tests of the formats that are one. */
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
} Part;

/* (transfer full) */
static char *
make_zip (const Part *parts,
          gsize       n,
          gsize      *length)
{
  struct archive *zip = archive_write_new ();
  gsize           room = 1 << 20;
  char           *bytes = g_malloc (room);

  archive_write_set_format_zip (zip);
  g_assert_cmpint (archive_write_open_memory (zip, bytes, room, length), ==, ARCHIVE_OK);
  for (gsize p = 0; p < n; p++)
    {
      struct archive_entry *entry = archive_entry_new ();

      if (strcmp (parts[p].name, "mimetype") == 0)
        archive_write_zip_set_compression_store (zip); /* so that it can be read from outside */
      else
        archive_write_zip_set_compression_deflate (zip);
      archive_entry_set_pathname (entry, parts[p].name);
      archive_entry_set_size (entry, (la_int64_t) strlen (parts[p].text));
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      g_assert_cmpint (archive_write_header (zip, entry), ==, ARCHIVE_OK);
      archive_write_data (zip, parts[p].text, strlen (parts[p].text));
      archive_entry_free (entry);
    }
  archive_write_close (zip);
  archive_write_free (zip);
  return g_realloc (bytes, MAX (*length, 1));
}
