/**
 * A reactive application, supervised.
 */
package sample.reactive;
