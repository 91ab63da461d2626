@NullMarked
package io.bhiv.bucket.karma.rule;

import org.jspecify.annotations.NullMarked;
