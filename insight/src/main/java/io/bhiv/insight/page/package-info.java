/**
 * Draws the picture: view records for the templates, one broadcaster that renders every section once a second for all
 * viewers, and the data of the charts.
 */
@NullMarked
package io.bhiv.insight.page;

import org.jspecify.annotations.NullMarked;
