/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of an experiment. A line that is no JSON, or a unit of which lines are missing, can only be the last thing that a killed
 * program wrote; anywhere else the file was changed by hand, and that is said instead of being mended. */
#include "engine/evaluate/imb-log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-json-parse.h"
#include "engine/evaluate/imb-log-head.h"
#include "engine/evaluate/imb-log-member.h"

struct _ImbLog
{
  char       *path;
  int         file;
  JsonObject *head;  /* of a log that was read */
  GHashTable *units; /* text → GPtrArray of JsonObject */
};

static gboolean
fail (const ImbLog *self,
      GError      **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_OUTPUT, _ ("%s cannot be written: %s."), self->path, g_strerror (errno));
  return FALSE;
}

/* (transfer full) (nullable) */
static JsonObject *
parse_line (const char *line,
            gsize       length)
{
  g_autoptr (JsonNode) root = imb_json_parse (line, length);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_object_ref (json_node_get_object (root)) : NULL;
}

/* ---- the head ---- */

/* Whether it is the head of a log, and of one that this program can read. */
static gboolean
check_version (const ImbLog *self,
               JsonObject   *head,
               GError      **error)
{
  gint64 version = head != NULL ? imb_log_member_count (head, "log", 0) : 0;

  if (version == IMB_LOG_VERSION)
    return TRUE;
  if (version > IMB_LOG_VERSION)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s was written by a newer version of this program, as a log of kind %" G_GINT64_FORMAT "; read it with that one."), self->path, version);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s is no log of an experiment: its first line does not say so; choose another folder."), self->path);
  return FALSE;
}

static gboolean
check_head (const ImbLog *self,
            const char   *head,
            const char   *text,
            gsize         length,
            GError      **error)
{
  g_autoptr (JsonObject) wanted = parse_line (head, strlen (head));
  g_autoptr (JsonObject) found = parse_line (text, length);
  const char *name;

  g_return_val_if_fail (wanted != NULL, FALSE);

  if (!check_version (self, found, error))
    return FALSE;
  name = imb_log_head_find_difference (wanted, found);
  if (name == NULL)
    return TRUE;

  if (strcmp (name, "data") == 0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The log %s has another “data” than this experiment: the table has changed, or what is taken of it, by columns, weights, groups, times or costs; choose another folder, or ask for the same."), self->path);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The log %s has another “%s” than this experiment; choose another folder, or ask for the same."), self->path, name);
  return FALSE;
}

/* ---- records ---- */

static GPtrArray *
records_of (ImbLog     *self,
            const char *unit)
{
  GPtrArray *records = g_hash_table_lookup (self->units, unit);

  if (records == NULL)
    {
      records = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
      g_hash_table_insert (self->units, g_strdup (unit), records);
    }
  return records;
}

static gboolean
is_whole (const GPtrArray *records)
{
  return records->len > 0 && (gint64) records->len == imb_log_member_count (records->pdata[0], "of", -1);
}

/* Takes records from @begin on; @end: behind the last whole unit. FALSE: something behind it that is not the beginning of a unit. */
static gboolean
take_records (ImbLog     *self,
              const char *text,
              gsize       begin,
              gsize       length,
              gsize      *end)
{
  g_autofree char *open = NULL; /* the unit that is not whole yet */

  for (*end = begin; begin < length;)
    {
      const char *line_end = memchr (text + begin, '\n', length - begin);
      g_autoptr (JsonObject) record = NULL;
      const char *unit;

      if (line_end == NULL)
        break;
      record = parse_line (text + begin, (gsize) (line_end - text) - begin);
      unit = record != NULL ? imb_log_member_text (record, "unit") : NULL;
      begin = (gsize) (line_end - text) + 1;
      if (unit == NULL || (open != NULL ? strcmp (open, unit) != 0 : imb_log_has (self, unit)))
        return FALSE;

      g_ptr_array_add (records_of (self, unit), g_steal_pointer (&record));
      if (is_whole (records_of (self, unit)))
        {
          g_clear_pointer (&open, g_free);
          *end = begin;
        }
      else if (open == NULL)
        open = g_strdup (unit);
    }
  if (open != NULL)
    g_hash_table_remove (self->units, open);
  return TRUE;
}

static gboolean
take_up (ImbLog     *self,
         const char *head,
         const char *text,
         gsize       length,
         ImbNotes   *notes,
         GError    **error)
{
  const char *line_end = memchr (text, '\n', length);
  gsize       end;

  /* The head itself was not finished. */
  if (line_end == NULL && length < strlen (head) && memcmp (text, head, length) == 0)
    return ftruncate (self->file, 0) == 0 ? imb_log_append (self, NULL, head, error) : fail (self, error);
  if (!check_head (self, head, text, line_end != NULL ? (gsize) (line_end - text) : length, error))
    return FALSE;
  if (line_end == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The first line of %s has no end and was changed by hand; end it with a line break, or choose another folder."), self->path);
      return FALSE;
    }
  if (!take_records (self, text, (gsize) (line_end - text) + 1, length, &end))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s was changed at byte %zu: what stands there is no record that can follow; take the lines from there on out, or choose another folder."),
                   self->path, end);
      return FALSE;
    }
  if (end < length)
    imb_notes_add (notes, _ ("The log ended in the middle of a run, %zu bytes; they were cut off, and the run is done again."), length - end);
  return ftruncate (self->file, (off_t) end) == 0 ? TRUE : fail (self, error);
}

/* ---- the file ---- */

static gboolean
open_file (ImbLog  *self,
           GError **error)
{
  self->file = open (self->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (self->file < 0)
    return fail (self, error);
  if (flock (self->file, LOCK_EX | LOCK_NB) == 0)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_OUTPUT, _ ("Another program is writing to %s; wait for it, or choose another folder."), self->path);
  return FALSE;
}

static ImbLog *
new_in (const char *folder)
{
  ImbLog *self = g_new0 (ImbLog, 1);

  self->file = -1;
  self->path = g_build_filename (folder, IMB_LOG_NAME, NULL);
  self->units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

ImbLog *
imb_log_open (const char *folder,
              const char *head,
              gboolean    resume,
              ImbNotes   *notes,
              GError    **error)
{
  g_autoptr (ImbLog) self = new_in (folder);
  g_autofree char *line = g_strconcat (head, "\n", NULL), *text = NULL;
  gsize            length;

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      fail (self, error);
      return NULL;
    }
  if (!open_file (self, error) || !g_file_get_contents (self->path, &text, &length, error))
    return NULL;
  if (length > 0 && !resume)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s is there already; say --resume to go on with it, or choose another folder."), self->path);
      return NULL;
    }
  if (length == 0 ? !imb_log_append (self, NULL, line, error) : !take_up (self, line, text, length, notes, error))
    return NULL;
  return g_steal_pointer (&self);
}

JsonObject *
imb_log_get_head (const ImbLog *self)
{
  return self->head;
}

ImbLog *
imb_log_read (const char *folder,
              ImbNotes   *notes,
              GError    **error)
{
  g_autoptr (ImbLog) self = new_in (folder);
  g_autofree char *text = NULL;
  gsize            length, end = 0;
  const char      *line_end;
  g_autoptr (GError) cause = NULL;

  if (!g_file_get_contents (self->path, &text, &length, &cause))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_FORMAT, _ ("%s cannot be read: %s."), self->path, cause->message);
      return NULL;
    }
  line_end = memchr (text, '\n', length);
  self->head = parse_line (text, line_end != NULL ? (gsize) (line_end - text) : length);
  if (!check_version (self, self->head, error))
    return NULL;
  if (line_end != NULL && !take_records (self, text, (gsize) (line_end - text) + 1, length, &end))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s was changed at byte %zu: what stands there is no record that can follow; take the lines from there on out."), self->path, end);
      return NULL;
    }
  if (line_end == NULL || end < length)
    imb_notes_add (notes, _ ("%s ends in the middle of a run, which is not counted; imbal experiment --resume does it again."), self->path);
  return g_steal_pointer (&self);
}

GPtrArray *
imb_log_dup_units (const ImbLog *self)
{
  GPtrArray     *units = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       unit;

  g_hash_table_iter_init (&iter, self->units);
  while (g_hash_table_iter_next (&iter, &unit, NULL))
    g_ptr_array_add (units, unit);
  return units;
}

void
imb_log_close (ImbLog *self)
{
  if (self == NULL)
    return;
  if (self->file >= 0)
    close (self->file);
  g_free (self->path);
  g_clear_pointer (&self->head, json_object_unref);
  g_clear_pointer (&self->units, g_hash_table_unref);
  g_free (self);
}

gboolean
imb_log_has (const ImbLog *self,
             const char   *unit)
{
  const GPtrArray *records = imb_log_records (self, unit);

  return records != NULL && is_whole (records);
}

const GPtrArray *
imb_log_records (const ImbLog *self,
                 const char   *unit)
{
  return g_hash_table_lookup (self->units, unit);
}

/* In the middle, as on a full disk: what is there stays good. */
static gboolean
stop (const ImbLog *self,
      GError      **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_OUTPUT, _ ("%s cannot be written: %s; when there is room again, --resume goes on where it stopped."), self->path, g_strerror (errno));
  return FALSE;
}

static gboolean
write_all (const ImbLog *self,
           const char   *text,
           gsize         length,
           GError      **error)
{
  while (length > 0)
    {
      gssize n = write (self->file, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return stop (self, error);
      text += n;
      length -= (gsize) n;
    }
  return fsync (self->file) == 0 || errno == EINVAL ? TRUE : stop (self, error);
}

gboolean
imb_log_append (ImbLog     *self,
                const char *unit,
                const char *lines,
                GError    **error)
{
  gsize end = 0;

  if (unit != NULL && (!take_records (self, lines, 0, strlen (lines), &end) || end < strlen (lines)))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_OUTPUT, _ ("The records of “%s” cannot be written: they are there already, or not whole."), unit);
      return FALSE;
    }
  return write_all (self, lines, strlen (lines), error);
}

/* ---- versions ---- */

void
imb_log_add_versions (const ImbLog *self,
                      GHashTable   *versions)
{
  GHashTableIter iter;
  gpointer       records;

  g_hash_table_iter_init (&iter, self->units);
  while (g_hash_table_iter_next (&iter, NULL, &records))
    for (guint r = 0; r < ((const GPtrArray *) records)->len; r++)
      {
        const char *version = imb_log_member_text (((const GPtrArray *) records)->pdata[r], "version");

        if (version != NULL && !g_hash_table_contains (versions, version))
          g_hash_table_add (versions, g_strdup (version));
      }
}

void
imb_log_note_versions (GHashTable *versions,
                       ImbNotes   *notes)
{
  g_autoptr (GList) all = g_list_sort (g_hash_table_get_keys (versions), (GCompareFunc) strcmp);
  g_autoptr (GString) list = g_string_new (NULL);

  for (GList *at = all; at != NULL; at = at->next)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", (const char *) at->data);
  if (g_hash_table_size (versions) > 1)
    imb_notes_add (notes, _ ("Runs were done by different versions of this program, %s, whose numbers need not be the same."), list->str);
}
