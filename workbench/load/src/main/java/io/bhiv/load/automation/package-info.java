/** How late jobs start when many are due: the ledger has the time at which each was due and at which it was claimed. */
@NullMarked
package io.bhiv.load.automation;

import org.jspecify.annotations.NullMarked;
