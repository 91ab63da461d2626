/**
 * All HTTP: resources, the reading and checking of requests, and the answers. An update is cut out of the body and never re-serialised, so no
 * number is rounded. Resources call the pipeline; what only reads figures or lists calls the step that owns them.
 */
@NullMarked
package io.bhiv.core.api;

import org.jspecify.annotations.NullMarked;
