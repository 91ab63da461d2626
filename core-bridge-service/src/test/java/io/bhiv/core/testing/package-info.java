/** What tests of the core bridge need besides real backends. */
@NullMarked
package io.bhiv.core.testing;

import org.jspecify.annotations.NullMarked;
