/**
 * What a PRANA packet is and which bodies are one. Pure: the same bytes at the same time give the same reading.
 */
@NullMarked
package io.bhiv.bucket.packet;

import org.jspecify.annotations.NullMarked;
