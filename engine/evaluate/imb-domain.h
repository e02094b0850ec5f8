/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-design.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* What synthetic rows may hold in the columns of numbers, in source units. */
typedef enum
{
  IMB_DOMAIN_REPAIR, /* what the column can hold: whole numbers where all are, nothing outside of the values met */
  IMB_DOMAIN_KEEP,   /* what the sampler made, as other programs give it */
} ImbDomain;

/**
 * imb_domain_apply:
 * @resample: fresh, of imb_design_get_view(), its synthetic rows in source units; nobody else has it yet
 *
 * REPAIR rounds to the nearest whole number (halves to the even one) and moves to the nearest end of the range; both modes note how many
 * values of how many columns are concerned. Categories are codes and never broken. O(synthetic rows · d).
 */
gboolean imb_domain_apply (ImbDomain        domain,
                           ImbResample     *resample,
                           const ImbDesign *design,
                           ImbJob          *job,
                           GError         **error);

/* "repair", "keep"; FALSE with IMB_ERROR_PARAM. */
gboolean imb_domain_parse (const char *text,
                           ImbDomain  *domain,
                           GError    **error);

G_END_DECLS
