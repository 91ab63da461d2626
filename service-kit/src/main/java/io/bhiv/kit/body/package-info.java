/** Request bodies on their way in: how many bytes at once, and how long they may take. */
@NullMarked
package io.bhiv.kit.body;

import org.jspecify.annotations.NullMarked;
