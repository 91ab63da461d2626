/**
 * The settings of the service, one typed interface per feature, and the name of this replica.
 */
@NullMarked
package io.bhiv.automation.service.config;

import org.jspecify.annotations.NullMarked;
