@NullMarked
package io.bhiv.bucket.ingest;

import org.jspecify.annotations.NullMarked;
