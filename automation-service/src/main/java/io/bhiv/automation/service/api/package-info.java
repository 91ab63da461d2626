/** The service over HTTP: what jobs there are, what became of their due times, and the few things an operator may do. */
@NullMarked
package io.bhiv.automation.service.api;

import org.jspecify.annotations.NullMarked;
