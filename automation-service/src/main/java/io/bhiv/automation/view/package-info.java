/** The service over HTTP: what jobs there are, what became of their due times, and the few things an operator may do. */
@NullMarked
package io.bhiv.automation.view;

import org.jspecify.annotations.NullMarked;
