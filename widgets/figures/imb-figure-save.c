/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures as files. One drawing code serves all formats: user space is CSS px, and the surface's units are reached by the
 * transformation (0.75 pt per px for SVG and PDF, dpi / 96 for PNG). A PDF gets a fixed date, without which no two are
 * equal; in an SVG the numbers that cairo counts through the life of the process are counted anew. Errors of SVG and PDF surfaces show only after they are finished. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "widgets/figures/imb-figure.h"

#define PX_PER_MM      (96 / 25.4)
#define PT_PER_PX      0.75
#define MAX_PNG_PIXELS 400e6

static cairo_status_t
append_bytes (void                *closure,
              const unsigned char *data,
              unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
check_size (double   width_mm,
            double   height_mm,
            double   dpi,
            gboolean is_png,
            GError **error)
{
  if (!(width_mm >= 20 && width_mm <= 1000 && height_mm >= 20 && height_mm <= 1000))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("A figure of %g × %g mm cannot be made: width and height go from 20 to 1000 mm."),
                   width_mm, height_mm);
      return FALSE;
    }
  if (!(dpi >= 36 && dpi <= 1200))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("A resolution of %g dots per inch is not possible: it goes from 36 to 1200."), dpi);
      return FALSE;
    }
  if (is_png && width_mm / 25.4 * dpi * (height_mm / 25.4 * dpi) > MAX_PNG_PIXELS)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("A PNG of %g × %g mm at %g dots per inch is too large: choose fewer dots, or PDF or SVG."), width_mm,
                   height_mm, dpi);
      return FALSE;
    }

  return TRUE;
}

static cairo_surface_t *
surface_new (const char *format,
             GByteArray *bytes,
             double      width_px,
             double      height_px,
             double      dpi)
{
  if (g_str_equal (format, "pdf"))
    return cairo_pdf_surface_create_for_stream (append_bytes, bytes, width_px * PT_PER_PX, height_px * PT_PER_PX);
  if (g_str_equal (format, "svg"))
    return cairo_svg_surface_create_for_stream (append_bytes, bytes, width_px * PT_PER_PX, height_px * PT_PER_PX);

  return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (1, (int) lround (width_px * dpi / 96)),
                                     MAX (1, (int) lround (height_px * dpi / 96)));
}

static void
set_metadata (cairo_surface_t      *surface,
              const ImbFigure      *self,
              const ImbFigureInput *in)
{
  g_autofree char *description = imb_figure_describe (self, in);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, in->title != NULL && *in->title != '\0' ? in->title : _ (self->title));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, description);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Imbal Explorer " IMB_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
}

/* The number of an id made by cairo ("surface12", "image12" or, since 1.18, "source-12", in quotes or after #) from the
 * count of its surfaces; NULL when @at is none. */
static const char *
counted_id (const char *start,
            const char *at,
            gsize      *n_digits)
{
  static const char *const words[] = { "surface", "image", "source-", "source" };

  if (at == start || (at[-1] != '"' && at[-1] != '#'))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (at, words[i]))
      {
        const char *digits = at + strlen (words[i]);

        *n_digits = strspn (digits, "0123456789");
        return *n_digits > 0 && strchr ("\")", digits[*n_digits]) != NULL ? digits : NULL;
      }

  return NULL;
}

/* The same picture with ids counted from 1 in the order of their appearance. There is no text in the file that could
 * look like an id: text is drawn as glyphs. */
static GByteArray *
svg_recounted (GByteArray *svg)
{
  GByteArray *out = g_byte_array_sized_new (svg->len);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *start, *from, *at;

  g_byte_array_append (svg, (const guint8 *) "", 1);
  start = from = at = (const char *) svg->data;
  for (at = strpbrk (at, "\"#"); at != NULL; at = strpbrk (at, "\"#"))
    {
      gsize            n_digits = 0;
      const char      *digits = counted_id (start, ++at, &n_digits);
      g_autofree char *old = digits != NULL ? g_strndup (digits, n_digits) : NULL;
      g_autofree char *text = NULL;
      guint            number;

      if (digits == NULL)
        continue;

      number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, old));
      if (number == 0)
        {
          number = g_hash_table_size (numbers) + 1;
          g_hash_table_insert (numbers, g_steal_pointer (&old), GUINT_TO_POINTER (number));
        }
      text = g_strdup_printf ("%u", number);
      g_byte_array_append (out, (const guint8 *) from, (guint) (digits - from));
      g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
      from = at = digits + n_digits;
    }

  g_byte_array_append (out, (const guint8 *) from, (guint) strlen (from));
  g_byte_array_unref (svg);
  return out;
}

GBytes *
imb_figure_render (const ImbFigure      *self,
                   const ImbFigureInput *in,
                   const char           *format,
                   double                width_mm,
                   double                height_mm,
                   double                dpi,
                   ImbTheme              theme,
                   GError              **error)
{
  gboolean is_png = g_str_equal (format, "png");
  double   width_px = width_mm * PX_PER_MM;
  double   height_px = height_mm * PX_PER_MM;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t         *cr;
  cairo_status_t   status;

  g_return_val_if_fail (self != NULL && in != NULL, NULL);

  if (!is_png && !g_str_equal (format, "svg") && !g_str_equal (format, "pdf"))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” is not a format for figures: use png, svg or pdf."), format);
      return NULL;
    }
  if (!check_size (width_mm, height_mm, dpi, is_png, error))
    return NULL;

  surface = surface_new (format, bytes, width_px, height_px, dpi);
  if (g_str_equal (format, "pdf"))
    set_metadata (surface, self, in);
  cairo_surface_set_fallback_resolution (surface, dpi, dpi);
  cr = cairo_create (surface);
  cairo_scale (cr, is_png ? dpi / 96 : PT_PER_PX, is_png ? dpi / 96 : PT_PER_PX);
  imb_figure_draw (self, in, cr, width_px, height_px, theme);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (is_png && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, IMB_ERROR, status == CAIRO_STATUS_NO_MEMORY ? IMB_ERROR_TOO_LARGE : IMB_ERROR_OUTPUT,
                   _ ("The figure could not be drawn (%s): try a smaller size."), cairo_status_to_string (status));
      return NULL;
    }

  if (g_str_equal (format, "svg"))
    bytes = svg_recounted (g_steal_pointer (&bytes));
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
imb_figure_save (const ImbFigure      *self,
                 const ImbFigureInput *in,
                 const char           *path,
                 double                width_mm,
                 double                height_mm,
                 double                dpi,
                 ImbTheme              theme,
                 GError              **error)
{
  const char      *dot;
  g_autofree char *format = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;
  const char *data;
  gsize       length;

  g_return_val_if_fail (path != NULL, FALSE);

  dot = strrchr (path, '.');
  format = g_ascii_strdown (dot != NULL ? dot + 1 : "", -1);
  if (!g_str_equal (format, "png") && !g_str_equal (format, "svg") && !g_str_equal (format, "pdf"))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” does not say which format is meant: let it end in .png, .svg or .pdf."), path);
      return FALSE;
    }

  bytes = imb_figure_render (self, in, format, width_mm, height_mm, dpi, theme, error);
  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &length);
  if (!g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0666, &local))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_OUTPUT, _ ("The figure could not be saved: %s"), local->message);
      return FALSE;
    }

  return TRUE;
}
