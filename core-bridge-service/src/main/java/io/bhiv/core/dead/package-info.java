/**
 * Deliveries that used up their attempts: the dead letters that operators redrive, and the file of failed sends.
 */
@NullMarked
package io.bhiv.core.dead;

import org.jspecify.annotations.NullMarked;
