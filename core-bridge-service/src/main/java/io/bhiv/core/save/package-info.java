/**
 * BHIV Bucket: whole objects under safe names, in a folder or an S3-compatible store, under one contract.
 */
@NullMarked
package io.bhiv.core.save;

import org.jspecify.annotations.NullMarked;
