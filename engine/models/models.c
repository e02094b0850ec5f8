/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of models, in the order in which they are offered. */
#include "engine/models/imb-model.h"

extern const ImbModel imb_model_logistic_regression;

static const ImbModel *const models[] = {
  &imb_model_logistic_regression,
  NULL,
};

const ImbModel *const *
imb_models (void)
{
  return models;
}
