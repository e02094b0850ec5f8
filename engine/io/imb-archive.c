/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ZIP and tar archives in memory, through libarchive, which checks sums. Nothing is ever written to disk, so names in an
 * archive can do no harm. O(bytes of the file that is read). */
#include "engine/io/imb-archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

#define STEP       ((gsize) 1 << 20) /* bytes between two looks at the job */
#define MOST_FILES 10000
#define TAR_MAGIC  257

typedef struct archive Reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, archive_read_free)

static void
file_free (gpointer data)
{
  ImbArchiveFile *self = data;

  g_free (self->name);
  g_free (self);
}

const char *
imb_archive_kind (const char *data,
                  gsize       length)
{
  if (length > 4 && memcmp (data, "PK\3\4", 4) == 0)
    return "ZIP";
  if (length > TAR_MAGIC + 5 && memcmp (data + TAR_MAGIC, "ustar", 5) == 0)
    return "tar";
  return NULL;
}

gboolean
imb_archive_fail (Reader     *reader,
                  ImbReadLog *log,
                  GError    **error)
{
  const char      *why = archive_error_string (reader);
  g_autofree char *valid = g_utf8_make_valid (why != NULL ? why : "?", -1);

  g_strchomp (g_strdelimit (valid, "\t\n\v\f\r", ' '));
  imb_read_log_fail (log, 0, 0, error, _ ("the compressed data is damaged (%s); get the file again."), valid);
  return FALSE;
}

static Reader *
open_reader (const char *data,
             gsize       length,
             ImbReadLog *log,
             GError    **error)
{
  g_autoptr (Reader) reader = archive_read_new ();

  archive_read_support_format_zip_seekable (reader);
  archive_read_support_format_tar (reader);
  if (archive_read_open_memory (reader, data, length) == ARCHIVE_OK)
    return g_steal_pointer (&reader);

  imb_archive_fail (reader, log, error);
  return NULL;
}

static char *
dup_name (struct archive_entry *entry)
{
  const char *name = archive_entry_pathname_utf8 (entry);

  if (name == NULL)
    name = archive_entry_pathname (entry);
  return g_utf8_make_valid (name != NULL ? name : "?", -1);
}

static gboolean
is_hidden (const char *name)
{
  const char *slash = strrchr (name, '/');

  return (slash != NULL ? slash[1] : name[0]) == '.' || g_str_has_prefix (name, "__MACOSX/");
}

/* The next file that is one; its name, or NULL: with @error set it went wrong. */
static char *
next_file (Reader                *reader,
           struct archive_entry **entry,
           ImbReadLog            *log,
           ImbJob                *job,
           GError               **error)
{
  while (imb_job_step (job, 0, 0, error))
    {
      int              result = archive_read_next_header (reader, entry);
      g_autofree char *name = NULL;

      if (result == ARCHIVE_EOF)
        return NULL;
      if (result < ARCHIVE_WARN)
        {
          imb_archive_fail (reader, log, error);
          return NULL;
        }
      name = dup_name (*entry);
      if (archive_entry_filetype (*entry) == AE_IFREG && !is_hidden (name))
        return g_steal_pointer (&name);
    }
  return NULL;
}

GPtrArray *
imb_archive_list (const char *data,
                  gsize       length,
                  ImbReadLog *log,
                  ImbJob     *job,
                  GError    **error)
{
  g_autoptr (Reader) reader = open_reader (data, length, log, error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (file_free);
  g_autoptr (GError) local = NULL;
  struct archive_entry *entry;
  char                 *name;

  if (reader == NULL)
    return NULL;

  while ((name = next_file (reader, &entry, log, job, &local)) != NULL)
    {
      ImbArchiveFile *file = g_new0 (ImbArchiveFile, 1);

      *file = (ImbArchiveFile){ name, (guint64) MAX (archive_entry_size (entry), 0) };
      g_ptr_array_add (files, file);
      if (files->len <= MOST_FILES)
        continue;

      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("%s: there are more than %d files in it; unpack it and choose one."), log->name, MOST_FILES);
      return NULL;
    }
  if (local == NULL)
    return g_steal_pointer (&files);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
imb_archive_drain (Reader     *reader,
                   gsize       n_wanted,
                   ImbBytes   *out,
                   ImbReadLog *log,
                   ImbJob     *job,
                   GError    **error)
{
  while (out->length < n_wanted)
    {
      gssize n;

      if (!imb_job_step (job, 0, 0, error) || !imb_bytes_make_room (out, STEP, log->name, error))
        return FALSE;
      n = archive_read_data (reader, out->data + out->length, STEP);
      if (n < 0)
        return imb_archive_fail (reader, log, error);
      if (n == 0)
        break;
      out->length += (gsize) n;
    }
  return TRUE;
}

gboolean
imb_archive_read (const char *data,
                  gsize       length,
                  const char *name,
                  gsize       n_wanted,
                  ImbBytes   *out,
                  ImbReadLog *log,
                  ImbJob     *job,
                  GError    **error)
{
  g_autoptr (Reader) reader = open_reader (data, length, log, error);
  g_autoptr (GError) local = NULL;
  g_autofree char      *quoted = imb_read_log_quote (name);
  struct archive_entry *entry;
  char                 *at;

  if (reader == NULL)
    return FALSE;

  while ((at = next_file (reader, &entry, log, job, &local)) != NULL)
    {
      gboolean found = strcmp (at, name) == 0;

      g_free (at);
      if (!found)
        continue;
      if (archive_entry_is_encrypted (entry))
        {
          imb_read_log_fail (log, 0, 0, error, _ ("“%s” in it is encrypted; unpack it with its password first."), quoted);
          return FALSE;
        }
      return imb_archive_drain (reader, n_wanted, out, log, job, error);
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    imb_read_log_fail (log, 0, 0, error, _ ("there is no “%s” in it."), quoted);
  return FALSE;
}
