@org.jspecify.annotations.NullMarked
package dev.postrider.deploy.cli;
