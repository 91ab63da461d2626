/**
 * A person's days as Oura and WHOOP show them: the documents of Oura's API v2 and the records of WHOOP's API v2, with the providers' field
 * names, ids that stay the same from version to version, and scores that may be pending or impossible.
 */
@NullMarked
package io.bhiv.play.document;

import org.jspecify.annotations.NullMarked;
