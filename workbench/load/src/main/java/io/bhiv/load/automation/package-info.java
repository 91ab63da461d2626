/** How late jobs start when many are due: the ledger itself says when each was due and when it was claimed. */
@NullMarked
package io.bhiv.load.automation;

import org.jspecify.annotations.NullMarked;
