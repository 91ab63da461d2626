/**
 * What has to reach BHIV Core or BHIV Bucket: committed first, attempted, then delivered or failed for good.
 */
@NullMarked
package io.bhiv.core.deliver;

import org.jspecify.annotations.NullMarked;
