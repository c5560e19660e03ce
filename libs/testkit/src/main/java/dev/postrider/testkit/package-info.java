/**
 * What tests of every module need: the engines as fixtures, a clock that stands still, TLS for one test, and in the packages below a dialogue language, a
 * DNS server and a remote mail server that do what a test tells them.
 *
 * <p>Fakes, never mocks. Everything binds a free port on loopback.
 */
@NullMarked
package dev.postrider.testkit;

import org.jspecify.annotations.NullMarked;
