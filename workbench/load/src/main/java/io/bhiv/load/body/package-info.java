/** Makes requests that are each new, from bytes alone: templates whose holes are filled in place, and signatures over them. */
@NullMarked
package io.bhiv.load.body;

import org.jspecify.annotations.NullMarked;
