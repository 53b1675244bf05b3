// Starts the manager's page.
import { render } from 'preact';
import { shellOf } from '../shared/page';
import { App } from './app';
import { session } from './reading';

const shell = shellOf(document);
render(<App institute={shell.institute} phone={shell.phone} />, shell.root);
void session.resume();
