/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From bytes to text. Files of other kinds are known by their first bytes; then byte order marks; then UTF-8, which
 * hardly any other text is by chance; what is left is Windows-1252, where every byte is some
 * character. O(bytes); plain UTF-8 is not copied. */
#include "engine/io/imb-decode.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/io/imb-bytes.h"
#include "engine/io/imb-load.h"

#define PROBE ((gsize) 64 << 10) /* bytes looked at to tell text from other files */
#define STEP  ((gsize) 1 << 18)  /* bytes between two looks at the job */

/* What a file can be instead of a table in text, and what to do then. */
static const struct
{
  const char *magic;
  gsize       length;
  const char *sentence;
} others[] = {
  { "PK\x03\x04", 4, N_ ("this is a ZIP archive or a spreadsheet; unpack it, or save the sheet as CSV.") },
  { "7z\xbc\xaf", 4, N_ ("this is a 7z archive; unpack it first.") },
  { "\x89PNG", 4, N_ ("this is not a text file but a PNG picture; choose a table in CSV form.") },
  { "\xff\xd8\xff", 3, N_ ("this is not a text file but a JPEG picture; choose a table in CSV form.") },
  { "GIF8", 4, N_ ("this is not a text file but a GIF picture; choose a table in CSV form.") },
  { "%PDF-", 5, N_ ("this is not a text file but a PDF document; choose a table in CSV form.") },
  { "$FL", 3, N_ ("this is an SPSS file; save the data as CSV.") },
  { "<stata_dta>", 11, N_ ("this is a Stata file; save the data as CSV.") },
  { "HEADER RECORD*******LIB", 23, N_ ("this is a SAS transport file; save the data as CSV.") },
  { "\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60", 16, N_ ("this is a SAS file; save the data as CSV.") },
  { "PAR1", 4, N_ ("this is not a text file but a Parquet file; save the table as CSV.") },
  { "\x89HDF", 4, N_ ("this is not a text file but an HDF5 file; save the table as CSV.") },
  { "\xd0\xcf\x11\xe0", 4, N_ ("this is not a text file but an old spreadsheet; save the sheet as CSV.") },
};

/* Windows-1252 from 0x80 to 0x9f; the five that it leaves out stay control characters. */
static const gunichar windows_1252[32] = {
  0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,
  0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178
};

static gboolean
has_prefix (const char *data,
            gsize       length,
            const char *prefix,
            gsize       n)
{
  return length >= n && memcmp (data, prefix, n) == 0;
}

static gboolean
is_other_file (const char *data,
               gsize       length,
               ImbReadLog *log,
               GError    **error)
{
  for (guint o = 0; o < G_N_ELEMENTS (others); o++)
    if (has_prefix (data, length, others[o].magic, others[o].length))
      {
        imb_read_log_fail (log, 0, 0, error, "%s", _ (others[o].sentence));
        return TRUE;
      }
  return FALSE;
}

/* By the byte order mark, or by the NULs that ASCII has in UTF-16. */
static const char *
guess_wide (const char *data,
            gsize       length,
            gsize      *n_mark)
{
  gsize n = MIN (length, PROBE);
  gsize zeros[2] = { 0, 0 };

  *n_mark = 2;
  if (has_prefix (data, length, "\xff\xfe", 2))
    return "UTF-16LE";
  if (has_prefix (data, length, "\xfe\xff", 2))
    return "UTF-16BE";

  *n_mark = 0;
  for (gsize i = 0; i < n; i++)
    zeros[i % 2] += data[i] == '\0';
  if (n >= 4 && zeros[1] * 5 > n * 2 && zeros[0] * 20 < n)
    return "UTF-16LE";
  if (n >= 4 && zeros[0] * 5 > n * 2 && zeros[1] * 20 < n)
    return "UTF-16BE";
  return NULL;
}

/* More than one control character in fifty. */
static gboolean
is_binary (const char *data,
           gsize       length)
{
  gsize n = MIN (length, PROBE);
  gsize n_controls = 0;

  for (gsize i = 0; i < n; i++)
    n_controls += (guchar) data[i] < 32 && (data[i] < '\t' || data[i] > '\r');
  return n_controls * 50 > n;
}

/* FALSE with @error set, or without: at byte @n_read the text is not in that encoding. An unfinished last character is left out. */
static gboolean
convert_all (GIConv      converter,
             const char *data,
             gsize       length,
             gsize      *n_read,
             ImbBytes   *out,
             ImbReadLog *log,
             ImbJob     *job,
             GError    **error)
{
  gboolean last = FALSE;

  for (*n_read = 0; !last;) /* blocks; what a block has of a character that goes on behind it belongs to the next one */
    {
      char *from = (char *) data + *n_read;
      gsize n = MIN (STEP, length - *n_read), n_left = n;

      last = *n_read + n == length;
      do
        {
          char *to;
          gsize room;

          if (!imb_job_step (job, 0, 0, error) || !imb_bytes_make_room (out, 2 * STEP, log->name, error))
            return FALSE;
          to = out->data + out->length;
          room = out->capacity - out->length;
          errno = 0;
          if (g_iconv (converter, &from, &n_left, &to, &room) == (gsize) -1 && errno == EILSEQ)
            {
              *n_read = (gsize) (from - data);
              return FALSE;
            }
          out->length = (gsize) (to - out->data);
        }
      while (errno == E2BIG);
      *n_read += n - n_left;
    }
  return TRUE;
}

static gboolean
convert (ImbText    *text,
         const char *data,
         gsize       length,
         const char *encoding,
         ImbReadLog *log,
         ImbJob     *job,
         GError    **error)
{
  g_auto (ImbBytes) out = { .most = imb_load_available_memory () };
  GIConv   converter = g_iconv_open ("UTF-8", encoding);
  GError  *why = NULL;
  gsize    n_read;
  gboolean done;

  if (converter == (GIConv) -1)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the encoding %s is not known; name another one."), encoding);
      return FALSE;
    }
  done = convert_all (converter, data, length, &n_read, &out, log, job, &why);
  g_iconv_close (converter);
  if (why != NULL)
    g_propagate_error (error, why);
  else if (!done)
    imb_read_log_fail (log, 0, 0, error, _ ("the text is not %s (at byte %zu); name another encoding."), encoding, n_read + 1);
  if (!done)
    return FALSE;

  text->length = out.length;
  text->text = text->owned = g_steal_pointer (&out.data);
  text->encoding = g_strdup (encoding);
  return TRUE;
}

/* NUL bytes belong to no text; each line that had one is named. */
static gboolean
drop_zeros (ImbText    *text,
            ImbReadLog *log,
            ImbJob     *job,
            GError    **error)
{
  const char      *zero = memchr (text->text, '\0', text->length);
  gsize            line = 1, named = 0, n = 0;
  g_autofree char *kept = NULL;

  if (zero == NULL)
    return TRUE;

  kept = g_malloc (text->length);
  for (gsize i = 0; i < text->length; i++)
    {
      char c = text->text[i];

      if (i % STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (c != '\0')
        kept[n++] = c;
      else if (line != named)
        {
          imb_read_log_problem (log, line, 0, _ ("The line has NUL bytes; they were removed."));
          named = line;
        }
      line += c == '\n';
    }
  g_free (text->owned);
  text->text = text->owned = g_steal_pointer (&kept);
  text->length = n;
  return TRUE;
}

/* Where ASCII ends, eight bytes at a time: most tables are nothing else. */
static gsize
count_ascii (const char *text,
             gsize       length)
{
  gsize at = 0;

  for (; at + 8 <= length; at += 8)
    {
      guint64 word;

      memcpy (&word, text + at, sizeof word);
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        break;
    }
  return at;
}

/* How many bytes from here on are UTF-8, of those that may be looked at between two questions to the job; 0: the next byte is not. */
static gsize
count_valid (const char *text,
             const char *end)
{
  gsize       n = MIN (STEP, (gsize) (end - text));
  gsize       n_ascii = count_ascii (text, n);
  const char *stop;

  if (n_ascii > 0)
    return n_ascii;
  g_utf8_validate_len (text, n, &stop);
  return (gsize) (stop - text);
}

/* How many bytes are not UTF-8, and how many characters beyond ASCII are. */
static gboolean
count_utf8 (const ImbText *text,
            gsize         *n_wrong,
            gsize         *n_right,
            ImbJob        *job,
            GError       **error)
{
  const char *p = text->text, *end = p + text->length;

  *n_wrong = *n_right = 0;
  while (p < end)
    {
      gsize n = count_valid (p, end);

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        *n_right += ((guchar) p[i] & 0xc0) == 0xc0; /* the first byte of several */
      *n_wrong += n == 0;
      p += MAX (n, 1);
    }
  return TRUE;
}

static gboolean
from_windows_1252 (ImbText *text,
                   ImbJob  *job,
                   GError **error)
{
  g_autoptr (GString) out = g_string_sized_new (text->length + text->length / 8);

  for (gsize from = 0; from < text->length; from += STEP)
    {
      gsize end = MIN (from + STEP, text->length);

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize i = from; i < end;)
        {
          gsize  n = count_ascii (text->text + i, end - i);
          guchar c = (guchar) text->text[i];

          if (n > 0)
            g_string_append_len (out, text->text + i, (gssize) n);
          else if (c < 0x80)
            g_string_append_c (out, (char) c);
          else
            g_string_append_unichar (out, c < 0xa0 ? windows_1252[c - 0x80] : c);
          i += MAX (n, 1);
        }
    }
  g_free (text->owned);
  text->length = out->len;
  text->text = text->owned = g_string_free (g_steal_pointer (&out), FALSE);
  return TRUE;
}

/* A few broken characters in UTF-8 text become U+FFFD. */
static gboolean
mend_utf8 (ImbText    *text,
           ImbReadLog *log,
           ImbJob     *job,
           GError    **error)
{
  g_autoptr (GString) out = g_string_sized_new (text->length + 16);
  const char *p = text->text, *end = p + text->length;
  gsize       line = 1, named = 0;

  while (p < end)
    {
      gsize n = count_valid (p, end);

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        line += p[i] == '\n';
      g_string_append_len (out, p, (gssize) n);
      p += MAX (n, 1);
      if (n > 0)
        continue;
      g_string_append (out, "\xef\xbf\xbd");
      if (line != named)
        imb_read_log_problem (log, line, 0, _ ("The line has bytes that are not UTF-8; they were replaced by \xef\xbf\xbd."));
      named = line;
    }
  g_free (text->owned);
  text->length = out->len;
  text->text = text->owned = g_string_free (g_steal_pointer (&out), FALSE);
  return TRUE;
}

static gboolean
make_utf8 (ImbText    *text,
           ImbReadLog *log,
           ImbJob     *job,
           GError    **error)
{
  gsize n_wrong, n_right;

  text->encoding = g_strdup ("UTF-8");
  if (!count_utf8 (text, &n_wrong, &n_right, job, error))
    return FALSE;
  if (n_wrong == 0)
    return TRUE;
  if (n_right > n_wrong)
    return mend_utf8 (text, log, job, error);

  g_free (text->encoding);
  text->encoding = g_strdup ("WINDOWS-1252");
  imb_notes_add (log->notes, _ ("The text is not UTF-8; it was read as Windows-1252 (Western European)."));
  return from_windows_1252 (text, job, error);
}

gboolean
imb_decode_is_utf8 (const char *data,
                    gsize       length,
                    const char *encoding,
                    gsize      *n_mark)
{
  gsize n_wide;

  *n_mark = has_prefix (data, length, "\xef\xbb\xbf", 3) ? 3 : 0;
  for (guint o = 0; o < G_N_ELEMENTS (others); o++)
    if (has_prefix (data, length, others[o].magic, others[o].length))
      return FALSE;
  return (encoding == NULL || g_ascii_strcasecmp (encoding, "UTF-8") == 0) && guess_wide (data, length, &n_wide) == NULL && !is_binary (data, length);
}

gboolean
imb_decode (const char *data,
            gsize       length,
            const char *encoding,
            ImbReadLog *log,
            ImbText    *text,
            ImbJob     *job,
            GError    **error)
{
  const char *wide;
  gsize       n_mark = 0;

  *text = (ImbText){ .text = data != NULL ? data : "", .length = length }; /* no bytes may be at NULL */
  data = text->text;
  if (is_other_file (data, length, log, error))
    return FALSE;

  wide = guess_wide (data, length, &n_mark);
  if (wide == NULL && has_prefix (data, length, "\xef\xbb\xbf", 3))
    n_mark = 3;
  if (wide == NULL && is_binary (data, length))
    {
      imb_read_log_fail (log, 0, 0, error, _ ("this is not a text file; choose a table in CSV form."));
      return FALSE;
    }

  text->text += n_mark;
  text->length -= n_mark;
  if (encoding == NULL)
    encoding = wide;
  if ((encoding == NULL || convert (text, text->text, text->length, encoding, log, job, error)) && drop_zeros (text, log, job, error)
      && (encoding != NULL || make_utf8 (text, log, job, error)))
    return TRUE;

  imb_text_clear (text);
  return FALSE;
}

void
imb_text_clear (ImbText *self)
{
  g_clear_pointer (&self->owned, g_free);
  g_clear_pointer (&self->encoding, g_free);
}
