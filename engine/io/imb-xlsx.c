/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Excel workbooks since 2007 (ECMA-376 part 1, 18.3): a ZIP archive of XML. Values of formulas are those that were stored; dates
 * are numbers that the cell's style makes dates of. O(bytes of the sheet and of the shared texts, unpacked). */
#include "engine/io/imb-xlsx.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-archive.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-sheet.h"
#include "engine/io/imb-xlsx-book.h"
#include "engine/io/imb-xml.h"

#define PROBE ((gsize) 1 << 20) /* bytes at the end in which the archive's directory is looked for */

/* While a sheet is read. */
typedef struct
{
  const ImbXlsxBook *book;
  ImbSheet           sheet;
  gsize              row;      /* the next, from 0 */
  gsize              column;   /* the next, from 0 */
  char               type[16]; /* of the cell: s, b, e, str, inlineStr, d; "" is n */
  guint              kind;     /* ImbSheetKind of its style */
  gboolean           in_cell;
  gboolean           in_value; /* within <v>, or a <t> of <is> */
  gboolean           has_formula;
  guint              n_phonetic;
  ImbBytes           value;
} Reader;

static gboolean
is_xlsx (const char *data,
         gsize       length)
{
  gsize n = MIN (length, PROBE);

  return length > 4 && memcmp (data, "PK\x03\x04", 4) == 0 && memmem (data + length - n, n, "xl/workbook.xml", 15) != NULL;
}

/* "BC12" → column 54. G_MAXSIZE: none. */
static gsize
column_of (const char *reference)
{
  gsize j = 0;

  for (; g_ascii_isupper (*reference) && j < IMB_SHEET_MOST_COLUMNS; reference++)
    j = j * 26 + (gsize) (*reference - 'A') + 1;
  return j == 0 ? G_MAXSIZE : j - 1;
}

static void
begin_cell (Reader            *self,
            const char *const *keys,
            const char *const *values)
{
  const char *reference = imb_xml_get (keys, values, "r");
  const char *style = imb_xml_get (keys, values, "s");
  const char *type = imb_xml_get (keys, values, "t");
  guint64     s;

  if (reference != NULL && column_of (reference) != G_MAXSIZE)
    self->column = column_of (reference);
  self->kind = IMB_SHEET_NUMBER;
  if (style != NULL && g_ascii_string_to_unsigned (style, 10, 0, G_MAXUINT32, &s, NULL) && s < self->book->kinds->len)
    self->kind = g_array_index (self->book->kinds, guint8, s);
  g_strlcpy (self->type, type != NULL && strcmp (type, "n") != 0 ? type : "", sizeof self->type);
  self->value.length = 0;
  self->in_cell = TRUE;
  self->has_formula = FALSE;
}

static gboolean
begin (const char        *name,
       const char *const *keys,
       const char *const *values,
       gpointer           data,
       GError           **error)
{
  Reader *self = data;

  self->in_value = self->in_cell && self->n_phonetic == 0 && (strcmp (name, "v") == 0 || strcmp (name, "t") == 0);
  if (strcmp (name, "row") == 0)
    {
      const char *number = imb_xml_get (keys, values, "r");
      guint64     r;

      if (number != NULL && g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT32, &r, NULL))
        self->row = (gsize) r - 1;
      self->column = 0;
    }
  else if (strcmp (name, "c") == 0)
    begin_cell (self, keys, values);
  else if (strcmp (name, "f") == 0)
    self->has_formula = TRUE;
  else if (strcmp (name, "rPh") == 0)
    self->n_phonetic++;
  else if (strcmp (name, "mergeCell") == 0)
    self->sheet.n_merged++;
  return TRUE;
}

static gboolean
take_text (const char *text,
           gsize       length,
           gpointer    data,
           GError    **error)
{
  Reader *self = data;

  return !self->in_value || imb_xlsx_append (&self->value, text, length, self->book->log->name, error);
}

static gboolean
put (Reader     *self,
     const char *text,
     gsize       length,
     gboolean    plain,
     GError    **error)
{
  return imb_sheet_put (&self->sheet, self->row, self->column, text, length, plain, self->book->log, error);
}

static gboolean
put_shared (Reader  *self,
            GError **error)
{
  const GArray *starts = self->book->string_starts;
  guint64       s;
  gsize         start, end;

  if (!g_ascii_string_to_unsigned (self->value.data, 10, 0, G_MAXUINT32, &s, NULL) || s + 1 >= starts->len)
    {
      imb_read_log_fail (self->book->log, 0, 0, error, _ ("the spreadsheet is damaged: row %zu has a text that is not there; get the file again."), self->row + 1);
      return FALSE;
    }
  start = g_array_index (starts, gsize, s);
  end = g_array_index (starts, gsize, s + 1);
  return end == start || put (self, self->book->strings.data + start, end - start, FALSE, error);
}

static gboolean
put_number (Reader  *self,
            GError **error)
{
  gsize            length = self->value.length - 1;
  double           value;
  g_autofree char *date = NULL;

  if (imb_parse_number (self->value.data, length, '.', &value) == IMB_NUMBER_NO)
    return put (self, self->value.data, length, FALSE, error);
  if (self->kind != IMB_SHEET_NUMBER && imb_parse_number (self->value.data, length, '.', &value) == IMB_NUMBER_YES)
    date = imb_sheet_dup_date (value, self->kind, self->book->from_1904);
  return put (self, date != NULL ? date : self->value.data, 0, TRUE, error);
}

static gboolean
put_cell (Reader  *self,
          GError **error)
{
  gsize length = self->value.length;

  if (length == 0)
    {
      self->sheet.n_unknown += self->has_formula && strcmp (self->type, "str") != 0;
      return TRUE;
    }
  if (strcmp (self->type, "e") == 0)
    {
      self->sheet.n_errors++;
      return TRUE;
    }
  if (strcmp (self->type, "str") == 0 || strcmp (self->type, "inlineStr") == 0)
    {
      imb_xlsx_unescape (&self->value, 0);
      return put (self, self->value.data, self->value.length, FALSE, error);
    }
  if (!imb_xlsx_append (&self->value, "", 1, self->book->log->name, error)) /* the NUL */
    return FALSE;
  if (strcmp (self->type, "s") == 0)
    return put_shared (self, error);
  if (strcmp (self->type, "b") == 0)
    return put (self, strcmp (self->value.data, "0") == 0 ? "FALSE" : "TRUE", 0, TRUE, error);
  if (strcmp (self->type, "") == 0)
    return put_number (self, error);
  return put (self, self->value.data, length, FALSE, error);
}

static gboolean
end (const char *name,
     gpointer    data,
     GError    **error)
{
  Reader *self = data;

  self->in_value = FALSE;
  if (strcmp (name, "row") == 0)
    self->row++;
  else if (strcmp (name, "rPh") == 0 && self->n_phonetic > 0)
    self->n_phonetic--;
  else if (strcmp (name, "c") == 0 && self->in_cell)
    {
      self->in_cell = FALSE;
      if (!put_cell (self, error))
        return FALSE;
      self->column++;
    }
  return TRUE;
}

static ImbTable *
read_sheet (const ImbXlsxBook    *book,
            const char           *path,
            const ImbReadOptions *options,
            ImbJob               *walking,
            ImbJob               *parsing,
            GError              **error)
{
  static const ImbXml xml = { begin, end, take_text };
  Reader              self = { .book = book, .value.most = book->most };
  ImbTable           *table = NULL;

  imb_sheet_init (&self.sheet, book->log->name, book->most);
  if (imb_xml_read (&xml, book->data, book->length, path, book->most, &self, book->log, walking, error))
    table = imb_sheet_read (&self.sheet, "xlsx", options, book->log, parsing, error);
  imb_sheet_clear (&self.sheet);
  imb_bytes_clear (&self.value);
  return table;
}

static ImbTable *
read_xlsx (const char           *data,
           gsize                 length,
           const ImbReadOptions *options,
           ImbReadLog           *log,
           ImbJob               *job,
           GError              **error)
{
  g_autoptr (ImbJob) listing = imb_job_new_part (job, 0.1);
  g_autoptr (ImbJob) walking = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) parsing = imb_job_new_part (job, 0.4);
  ImbXlsxBook book;
  ImbTable   *table = NULL;
  gssize      s = -1;

  if (imb_xlsx_book_read (&book, data, length, imb_load_available_memory () / 3, log, listing, error))
    s = imb_sheet_choose (book.names, options->table, log, error);
  if (s >= 0)
    table = read_sheet (&book, book.paths->pdata[s], options, walking, parsing, error);
  if (table != NULL)
    imb_cells_name_tables (table, book.names, (guint) s);
  imb_xlsx_book_clear (&book);
  return table;
}

static const char *const suffixes[] = { "xlsx", "xlsm", NULL };

const ImbFormat imb_format_xlsx = {
  .id = "xlsx",
  .label = N_ ("Excel workbook"),
  .suffixes = suffixes,
  .is = is_xlsx,
  .read = read_xlsx,
};
