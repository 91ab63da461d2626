/**
 * Deliveries that used up their attempts: the list that operators replay, and the file of failed sends.
 */
@NullMarked
package io.bhiv.core.dead;

import org.jspecify.annotations.NullMarked;
