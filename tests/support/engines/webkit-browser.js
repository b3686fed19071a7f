#!/usr/bin/gjs -m
// @ts-nocheck: the modules of GJS come without types.
// The smallest browser on WebKitGTK that WebKitWebDriver can drive and that keeps its profile: the engine's own sample browser
// forgets everything when it is driven. Takes the profile's folder.
import Gtk from 'gi://Gtk?version=3.0';
import WebKit from 'gi://WebKit2?version=4.1';
import { programArgs } from 'system';

Gtk.init(null);
const [profile] = programArgs;
const context = new WebKit.WebContext({
	website_data_manager: new WebKit.WebsiteDataManager({ base_data_directory: `${profile}/data`, base_cache_directory: `${profile}/cache` }),
});
context.get_cookie_manager().set_persistent_storage(`${profile}/cookies.sqlite`, WebKit.CookiePersistentStorage.SQLITE);
context.set_preferred_languages(['en-GB', 'en']);
context.set_automation_allowed(true);
context.connect('automation-started', (_context, session) => {
	session.connect('create-web-view', () => view);
});

const view = new WebKit.WebView({ web_context: context, is_controlled_by_automation: true });
const window = new Gtk.Window({ default_width: 1280, default_height: 800 });
window.connect('destroy', () => Gtk.main_quit());
view.connect('close', () => window.destroy());
window.add(view);
window.show_all();
Gtk.main();
