/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed files, known by their first bytes whatever their name. gzip goes through zlib, which checks its sums, as libarchive's
 * filter does not; the others have theirs checked by libarchive. O(unpacked bytes). */
#include "engine/io/imb-unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-archive.h"
#include "engine/io/imb-bytes.h"
#include "engine/io/imb-format.h"

#define STEP        ((gsize) 1 << 20) /* bytes between two looks at the job */
#define MOST_LAYERS 3                 /* a tar.gz in a ZIP */
#define MOST_NAMED  10                /* files in a sentence */

typedef struct
{
  const char *name;
  const char *magic;
  gsize       n_magic;
  const char *block;                       /* at byte 4, where the magic could also be a word; or NULL */
  int (*support) (struct archive *reader); /* NULL: zlib's */
} Packing;

static const Packing packings[] = {
  { "gzip", "\x1f\x8b\x08", 3, NULL, NULL },
  { "bzip2", "BZh", 3, "1AY&SY", archive_read_support_filter_bzip2 },
  { "xz", "\xfd\x37zXZ", 6, NULL, archive_read_support_filter_xz }, /* with the NUL */
  { "zstd", "\x28\xb5\x2f\xfd", 4, NULL, archive_read_support_filter_zstd },
};

const char *const *
imb_unpack_suffixes (void)
{
  static const char *const suffixes[] = { "gz", "bz2", "xz", "zst", "zip", "tar", "tgz", NULL };

  return suffixes;
}

static gboolean
has_magic (const Packing *packing,
           const char    *data,
           gsize          length)
{
  if (length <= packing->n_magic || memcmp (data, packing->magic, packing->n_magic) != 0)
    return FALSE;
  return packing->block == NULL || (length >= 10 && memcmp (data + 4, packing->block, 6) == 0);
}

static const Packing *
find_packing (const char *data,
              gsize       length)
{
  for (gsize p = 0; p < G_N_ELEMENTS (packings); p++)
    if (has_magic (&packings[p], data, length))
      return &packings[p];
  return NULL;
}

gboolean
imb_unpack_is (const char *data,
               gsize       length)
{
  return find_packing (data, length) != NULL || imb_archive_kind (data, length) != NULL;
}

/* One gzip file may hold several members one after another; zeros may fill it up. */
static gboolean
unpack_gzip (const char *data,
             gsize       length,
             ImbReadLog *log,
             ImbBytes   *out,
             ImbJob     *job,
             GError    **error)
{
  g_autoptr (GZlibDecompressor) gzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  gsize at = 0;

  while (TRUE)
    {
      g_autoptr (GError) why = NULL;
      gsize            n_read = 0, n_written = 0;
      GConverterResult result;

      if (!imb_bytes_make_room (out, STEP, log->name, error) || !imb_job_step (job, at, length, error))
        return FALSE;
      result = g_converter_convert (G_CONVERTER (gzip), data + at, length - at, out->data + out->length, STEP,
                                    G_CONVERTER_INPUT_AT_END, &n_read, &n_written, &why);
      if (result == G_CONVERTER_ERROR)
        {
          imb_read_log_fail (log, 0, 0, error, _ ("the compressed data is damaged (%s); get the file again."), why->message);
          return FALSE;
        }
      at += n_read;
      out->length += n_written;
      if (result != G_CONVERTER_FINISHED)
        continue;
      if (at + 2 > length || memcmp (data + at, packings[0].magic, 2) != 0)
        break;
      g_converter_reset (G_CONVERTER (gzip));
    }

  while (at < length && data[at] == '\0')
    at++;
  if (at < length)
    imb_notes_add (log->notes, _ ("What follows the compressed data was left out (%zu bytes)."), length - at);
  return TRUE;
}

static gboolean
unpack_other (const Packing *packing,
              const char    *data,
              gsize          length,
              ImbReadLog    *log,
              ImbBytes      *out,
              ImbJob        *job,
              GError       **error)
{
  struct archive       *reader = archive_read_new ();
  struct archive_entry *entry;
  gboolean              done = FALSE;
  int                   result;

  packing->support (reader);
  archive_read_support_format_raw (reader);
  archive_read_support_format_empty (reader);
  result = archive_read_open_memory (reader, data, length);
  if (result == ARCHIVE_OK)
    result = archive_read_next_header (reader, &entry);
  if (result == ARCHIVE_OK)
    done = imb_archive_drain (reader, G_MAXSIZE, out, log, job, error);
  else if (result == ARCHIVE_EOF)
    done = TRUE;
  else
    imb_archive_fail (reader, log, error);
  archive_read_free (reader);
  return done;
}

static const char *
base_of (const char *name)
{
  const char *slash = strrchr (name, '/');

  return slash != NULL ? slash + 1 : name;
}

static gboolean
has_suffix (const char        *name,
            const char *const *suffixes)
{
  const char *dot = strrchr (base_of (name), '.');

  for (gsize s = 0; dot != NULL && suffixes[s] != NULL; s++)
    if (g_ascii_strcasecmp (dot + 1, suffixes[s]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_named_like_a_table (const char *name)
{
  for (gsize f = 0; imb_formats ()[f] != NULL; f++)
    if (has_suffix (name, imb_formats ()[f]->suffixes))
      return TRUE;
  return has_suffix (name, imb_unpack_suffixes ());
}

static const ImbArchiveFile *
choose (const GPtrArray *files,
        const char      *wanted)
{
  const ImbArchiveFile *best = NULL;
  gboolean              best_named = FALSE;

  for (guint f = 0; f < files->len; f++)
    {
      const ImbArchiveFile *file = files->pdata[f];
      gboolean              named = is_named_like_a_table (file->name);

      if (wanted != NULL && (strcmp (file->name, wanted) == 0 || strcmp (base_of (file->name), wanted) == 0))
        return file;
      if (best == NULL || named > best_named || (named == best_named && file->size > best->size))
        {
          best = file;
          best_named = named;
        }
    }
  return wanted == NULL || files->len == 1 ? best : NULL;
}

/* The first names, for a sentence. */
static char *
dup_names (const GPtrArray *files)
{
  GString *text = g_string_new (NULL);

  for (guint f = 0; f < MIN (files->len, MOST_NAMED); f++)
    {
      g_autofree char *name = imb_read_log_quote (((const ImbArchiveFile *) files->pdata[f])->name);

      g_string_append_printf (text, "%s%s", f > 0 ? ", " : "", name);
    }
  return g_string_free (g_string_append (text, files->len > MOST_NAMED ? " …" : ""), FALSE);
}

/* With several files the reading lists them; with one there is nothing to choose. */
static void
tell_tables (ImbUnpacked          *out,
             const GPtrArray      *files,
             const ImbArchiveFile *file,
             const char           *wanted,
             const char           *kind,
             ImbReadLog           *log)
{
  g_autofree char *names = dup_names (files);
  g_autofree char *name = imb_read_log_quote (file->name);

  if (files->len == 1)
    {
      imb_notes_add (log->notes, _ ("The file is a %s archive; “%s” in it was read."), kind, name);
      return;
    }

  g_strfreev (out->tables);
  g_free (out->table);
  out->table = g_strdup (file->name);
  out->tables = g_new0 (char *, files->len + 1);
  for (guint f = 0; f < files->len; f++)
    out->tables[f] = g_strdup (((const ImbArchiveFile *) files->pdata[f])->name);
  if (wanted == NULL)
    imb_notes_add (log->notes, _ ("The file is a %s archive of %u files (%s); “%s”, the largest table by its name and size, was read."),
                   kind, files->len, names, name);
  else
    imb_notes_add (log->notes, _ ("The file is a %s archive of %u files; “%s” was read."), kind, files->len, name);
}

/* Archives that are a document of another program, by a file that each of them has. FALSE with a sentence. */
static gboolean
check_document (const GPtrArray  *files,
                const ImbReadLog *log,
                GError          **error)
{
  static const struct
  {
    const char *file;
    const char *sentence;
  } documents[] = {
    { "word/document.xml", N_ ("this is a Word document; copy its table into a spreadsheet, or save it as CSV.") },
    { "ppt/presentation.xml", N_ ("this is a PowerPoint presentation; copy its table into a spreadsheet, or save it as CSV.") },
    { "xl/workbook.bin", N_ ("this is a binary Excel workbook; save it as XLSX or CSV.") },
    { "META-INF/container.xml", N_ ("this is an electronic book; choose a table.") },
    { "META-INF/MANIFEST.MF", N_ ("this is a Java program; choose a table.") },
    { "META-INF/manifest.xml", N_ ("this is an OpenDocument file, but no spreadsheet; copy its table into one, or save it as CSV.") },
  };

  for (guint f = 0; f < files->len; f++)
    for (guint d = 0; d < G_N_ELEMENTS (documents); d++)
      if (strcmp (((const ImbArchiveFile *) files->pdata[f])->name, documents[d].file) == 0)
        {
          imb_read_log_fail (log, 0, 0, error, "%s", _ (documents[d].sentence));
          return FALSE;
        }
  return TRUE;
}

static gboolean
unpack_archive (ImbUnpacked *self,
                const char  *kind,
                const char  *wanted,
                ImbReadLog  *log,
                ImbBytes    *out,
                ImbJob      *job,
                GError     **error)
{
  g_autoptr (GPtrArray) files = imb_archive_list (self->data, self->length, log, job, error);
  const ImbArchiveFile *file;

  if (files == NULL)
    return FALSE;
  if (files->len == 0)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the %s archive has no file in it; choose one with a table."), kind);
      return FALSE;
    }
  if (wanted == NULL && !check_document (files, log, error))
    return FALSE;

  file = choose (files, wanted);
  if (file == NULL)
    {
      g_autofree char *names = dup_names (files);
      g_autofree char *name = imb_read_log_quote (wanted);

      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s: there is no “%s” in it; choose one of %s."), log->name, name, names);
      return FALSE;
    }
  if (file->size > out->most)
    return imb_bytes_refuse (log->name, (gsize) file->size, out->most, error);
  if (!imb_archive_read (self->data, self->length, file->name, G_MAXSIZE, out, log, job, error))
    return FALSE;
  tell_tables (self, files, file, wanted, kind, log);
  return TRUE;
}

static gboolean
unpack_layer (ImbUnpacked          *self,
              const ImbReadOptions *options,
              gsize                 most,
              ImbReadLog           *log,
              ImbJob               *job,
              GError              **error)
{
  const Packing *packing = find_packing (self->data, self->length);
  const char    *kind = packing != NULL ? packing->name : imb_archive_kind (self->data, self->length);
  g_auto (ImbBytes) out = { .most = most };
  g_autofree char *outer = self->packing;
  gboolean         done;

  self->packing = outer == NULL ? g_strdup (kind) : g_strconcat (outer, " + ", kind, NULL);
  if (packing == NULL)
    done = unpack_archive (self, kind, options->table, log, &out, job, error);
  else if (packing->support == NULL)
    done = unpack_gzip (self->data, self->length, log, &out, job, error);
  else
    done = unpack_other (packing, self->data, self->length, log, &out, job, error);
  if (!done)
    return FALSE;

  if (packing != NULL)
    imb_notes_add (log->notes, _ ("The file is compressed with %s; it was unpacked."), kind);
  g_free (self->owned);
  self->length = out.length;
  self->data = self->owned = g_realloc (g_steal_pointer (&out.data), MAX (out.length, 1));
  return TRUE;
}

gboolean
imb_unpack (const char           *data,
            gsize                 length,
            const ImbReadOptions *options,
            gsize                 most,
            ImbReadLog           *log,
            ImbUnpacked          *out,
            ImbJob               *job,
            GError              **error)
{
  *out = (ImbUnpacked){ .data = data, .length = length };
  for (guint layer = 0; layer < MOST_LAYERS; layer++)
    {
      if (!imb_unpack_is (out->data, out->length) || imb_format_guess (out->data, out->length) != NULL)
        break;
      if (!unpack_layer (out, options, most, log, job, error))
        return FALSE;
    }
  return TRUE;
}

void
imb_unpacked_clear (ImbUnpacked *self)
{
  g_clear_pointer (&self->owned, g_free);
  g_clear_pointer (&self->packing, g_free);
  g_clear_pointer (&self->table, g_free);
  g_clear_pointer (&self->tables, g_strfreev);
}
