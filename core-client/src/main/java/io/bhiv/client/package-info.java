/**
 * The two calls of the BHIV connectors for any JVM program: send to BHIV Core, save to BHIV Bucket. Asynchronous, with
 * nothing but the JDK underneath.
 */
@NullMarked
package io.bhiv.client;

import org.jspecify.annotations.NullMarked;
