/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a workbook besides its sheets (ECMA-376 part 1, 18.2, 18.4 and 18.8): names and places of sheets, number formats, shared
 * texts. Parts that are not there are empty. O(bytes). */
#include "engine/io/imb-xlsx-book.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/io/imb-archive.h"
#include "engine/io/imb-sheet.h"
#include "engine/io/imb-xml.h"

#define BOOK      "xl/workbook.xml"
#define RELATIONS "xl/_rels/workbook.xml.rels"

/* While the parts are read. */
typedef struct
{
  ImbXlsxBook *book;
  GHashTable  *sheets;   /* relation → path */
  char        *strings;  /* path of the shared texts, or NULL */
  char        *styles;   /* path, or NULL */
  GHashTable  *formats;  /* number of a format → ImbSheetKind */
  gboolean     in_cells; /* within <cellXfs> */
  gboolean     in_text;  /* within the <t> of a shared text */
  guint        n_phonetic;
} Parts;

static ImbSheetKind
builtin_kind (guint64 id)
{
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
    return IMB_SHEET_DATE;
  if ((id >= 18 && id <= 21) || id == 45 || id == 47)
    return IMB_SHEET_TIME;
  return id == 22 ? IMB_SHEET_DATE_TIME : IMB_SHEET_NUMBER;
}

/* "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml". */
static char *
dup_path (const char *target)
{
  return *target == '/' ? g_strdup (target + 1) : g_strconcat ("xl/", target, NULL);
}

static gboolean
begin_relation (const char        *name,
                const char *const *keys,
                const char *const *values,
                gpointer           data,
                GError           **error)
{
  Parts      *self = data;
  const char *id = imb_xml_get (keys, values, "Id");
  const char *type = imb_xml_get (keys, values, "Type");
  const char *target = imb_xml_get (keys, values, "Target");

  if (strcmp (name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL)
    return TRUE;
  if (g_str_has_suffix (type, "/worksheet"))
    g_hash_table_insert (self->sheets, g_strdup (id), dup_path (target));
  else if (g_str_has_suffix (type, "/sharedStrings") && self->strings == NULL)
    self->strings = dup_path (target);
  else if (g_str_has_suffix (type, "/styles") && self->styles == NULL)
    self->styles = dup_path (target);
  return TRUE;
}

static gboolean
begin_book (const char        *name,
            const char *const *keys,
            const char *const *values,
            gpointer           data,
            GError           **error)
{
  Parts       *self = data;
  ImbXlsxBook *book = self->book;

  if (strcmp (name, "workbookPr") == 0)
    {
      const char *from = imb_xml_get (keys, values, "date1904");

      book->from_1904 = from != NULL && (strcmp (from, "1") == 0 || strcmp (from, "true") == 0);
    }
  if (strcmp (name, "sheet") == 0)
    {
      const char *title = imb_xml_get (keys, values, "name");
      const char *id = imb_xml_get (keys, values, "id");
      const char *path = id == NULL ? NULL : g_hash_table_lookup (self->sheets, id);
      gboolean    shown = g_strcmp0 (imb_xml_get (keys, values, "state"), "hidden") != 0
                       && g_strcmp0 (imb_xml_get (keys, values, "state"), "veryHidden") != 0;

      if (title == NULL || path == NULL)
        return TRUE;
      g_ptr_array_insert (book->names, shown ? (int) book->n_shown : -1, g_strdup (title));
      g_ptr_array_insert (book->paths, shown ? (int) book->n_shown : -1, g_strdup (path));
      book->n_shown += shown;
    }
  return TRUE;
}

static gboolean
begin_style (const char        *name,
             const char *const *keys,
             const char *const *values,
             gpointer           data,
             GError           **error)
{
  Parts      *self = data;
  const char *id = imb_xml_get (keys, values, "numFmtId");
  guint64     format = 0;
  gpointer    kind;
  guint8      known;

  self->in_cells = self->in_cells || strcmp (name, "cellXfs") == 0;
  if (id != NULL && !g_ascii_string_to_unsigned (id, 10, 0, G_MAXINT32, &format, NULL))
    format = 0;
  if (strcmp (name, "numFmt") == 0 && imb_xml_get (keys, values, "formatCode") != NULL)
    g_hash_table_insert (self->formats, GUINT_TO_POINTER (format), GUINT_TO_POINTER (imb_sheet_kind (imb_xml_get (keys, values, "formatCode"))));
  if (strcmp (name, "xf") != 0 || !self->in_cells)
    return TRUE;

  known = (guint8) builtin_kind (format);
  if (g_hash_table_lookup_extended (self->formats, GUINT_TO_POINTER (format), NULL, &kind))
    known = (guint8) GPOINTER_TO_UINT (kind);
  g_array_append_val (self->book->kinds, known);
  return TRUE;
}

static gboolean
end_style (const char *name,
           gpointer    data,
           GError    **error)
{
  Parts *self = data;

  self->in_cells = self->in_cells && strcmp (name, "cellXfs") != 0;
  return TRUE;
}

static gboolean
begin_string (const char        *name,
              const char *const *keys,
              const char *const *values,
              gpointer           data,
              GError           **error)
{
  Parts *self = data;

  if (strcmp (name, "si") == 0)
    g_array_append_val (self->book->string_starts, self->book->strings.length);
  self->n_phonetic += strcmp (name, "rPh") == 0;
  self->in_text = strcmp (name, "t") == 0 && self->n_phonetic == 0;
  return TRUE;
}

static gboolean
end_string (const char *name,
            gpointer    data,
            GError    **error)
{
  Parts *self = data;

  self->in_text = FALSE;
  self->n_phonetic -= strcmp (name, "rPh") == 0 && self->n_phonetic > 0;
  if (strcmp (name, "si") == 0 && self->book->string_starts->len > 0)
    imb_xlsx_unescape (&self->book->strings, g_array_index (self->book->string_starts, gsize, self->book->string_starts->len - 1));
  return TRUE;
}

static gboolean
take_string (const char *text,
             gsize       length,
             gpointer    data,
             GError    **error)
{
  Parts *self = data;

  return !self->in_text || imb_xlsx_append (&self->book->strings, text, length, self->book->log->name, error);
}

gboolean
imb_xlsx_append (ImbBytes   *out,
                 const char *text,
                 gsize       length,
                 const char *name,
                 GError    **error)
{
  if (length == 0)
    return TRUE;
  if (!imb_bytes_make_room (out, length, name, error))
    return FALSE;
  memcpy (out->data + out->length, text, length);
  out->length += length;
  return TRUE;
}

/* _x000D_ at @p. 0: something else. */
static gunichar
escape_at (const char *p,
           const char *end)
{
  gunichar c = 0;

  if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
    return 0;
  for (guint d = 2; d < 6; d++)
    {
      if (!g_ascii_isxdigit (p[d]))
        return 0;
      c = c * 16 + (gunichar) g_ascii_xdigit_value (p[d]);
    }
  return g_unichar_validate (c) ? c : 0;
}

void
imb_xlsx_unescape (ImbBytes *bytes,
                   gsize     from)
{
  const char *end;
  char       *out;

  if (bytes->length == from || memchr (bytes->data + from, '_', bytes->length - from) == NULL)
    return;
  end = bytes->data + bytes->length;
  out = bytes->data + from;
  for (const char *p = out; p < end;)
    {
      gunichar c = escape_at (p, end);

      if (c == 0)
        {
          *out++ = *p++;
          continue;
        }
      out += g_unichar_to_utf8 (c, out); /* at most 3 bytes for 7 */
      p += 7;
    }
  bytes->length = (gsize) (out - bytes->data);
}

static gboolean
has_part (const GPtrArray *files,
          const char      *name)
{
  for (guint f = 0; name != NULL && f < files->len; f++)
    if (strcmp (((const ImbArchiveFile *) files->pdata[f])->name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_part (Parts           *self,
           const GPtrArray *files,
           const char      *name,
           const ImbXml    *xml,
           ImbJob          *job,
           GError         **error)
{
  const ImbXlsxBook *book = self->book;

  return !has_part (files, name) || imb_xml_read (xml, book->data, book->length, name, book->most, self, book->log, job, error);
}

static void
drop_missing_sheets (ImbXlsxBook     *self,
                     const GPtrArray *files)
{
  for (guint s = self->paths->len; s-- > 0;)
    if (!has_part (files, self->paths->pdata[s]))
      {
        g_ptr_array_remove_index (self->paths, s);
        g_ptr_array_remove_index (self->names, s);
        self->n_shown -= s < self->n_shown;
      }
}

static gboolean
read_parts (Parts   *self,
            ImbJob  *job,
            GError **error)
{
  static const ImbXml relations = { begin_relation, NULL, NULL };
  static const ImbXml sheets = { begin_book, NULL, NULL };
  static const ImbXml styles = { begin_style, end_style, NULL };
  static const ImbXml strings = { begin_string, end_string, take_string };
  ImbXlsxBook        *book = self->book;
  g_autoptr (GPtrArray) files = imb_archive_list (book->data, book->length, book->log, job, error);

  if (files == NULL || !read_part (self, files, RELATIONS, &relations, job, error) || !read_part (self, files, BOOK, &sheets, job, error))
    return FALSE;
  drop_missing_sheets (book, files);
  if (!read_part (self, files, self->styles, &styles, job, error) || !read_part (self, files, self->strings, &strings, job, error))
    return FALSE;
  g_array_append_val (book->string_starts, book->strings.length);
  return TRUE;
}

gboolean
imb_xlsx_book_read (ImbXlsxBook *self,
                    const char  *data,
                    gsize        length,
                    gsize        most,
                    ImbReadLog  *log,
                    ImbJob      *job,
                    GError     **error)
{
  Parts    parts = { .book = self };
  gboolean done;

  *self = (ImbXlsxBook){ .data = data, .length = length, .most = most, .log = log, .strings.most = most };
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->kinds = g_array_new (FALSE, FALSE, sizeof (guint8));
  self->string_starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  parts.sheets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  parts.formats = g_hash_table_new (NULL, NULL);
  done = read_parts (&parts, job, error);
  g_hash_table_unref (parts.sheets);
  g_hash_table_unref (parts.formats);
  g_free (parts.strings);
  g_free (parts.styles);
  return done;
}

void
imb_xlsx_book_clear (ImbXlsxBook *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->kinds, g_array_unref);
  g_clear_pointer (&self->string_starts, g_array_unref);
  imb_bytes_clear (&self->strings);
}
