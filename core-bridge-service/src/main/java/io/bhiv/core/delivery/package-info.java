/** What has to reach BHIV Core or BHIV Bucket: committed first, attempted, then delivered or on the replay list. */
@NullMarked
package io.bhiv.core.delivery;

import org.jspecify.annotations.NullMarked;
